import * as z from 'zod';

/** Never fails because of a mail: what could not be sent stays in the outbox. */
export const contract = {
  input: z.object({ firmId: z.uuid(), syncId: z.string(), requestId: z.string().nullish() }),
  output: z.object({ sent: z.number().int(), waiting: z.number().int() }),
};
