import * as z from 'zod';

/** `error` as a Catch gives it: `Cause` is Lambda's JSON (`errorType`, `errorMessage`) or plain text. */
export const contract = {
  input: z.object({
    firmId: z.uuid(),
    syncId: z.string(),
    requestId: z.string().nullish(),
    error: z.object({ Error: z.string(), Cause: z.string().optional() }),
    requests: z.number().int(),
  }),
  output: z.object({ code: z.string() }),
};
