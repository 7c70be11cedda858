import * as z from 'zod';

/** For operators. To be called until it is done; `name` is the firm's, as a check on the id. */
export const contract = {
  input: z.strictObject({ firmId: z.uuid(), name: z.string().min(1) }),
  output: z.object({ users: z.number().int(), records: z.number().int(), done: z.boolean() }),
};
