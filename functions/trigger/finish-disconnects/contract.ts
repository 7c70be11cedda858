import * as z from 'zod';

/** Called by a schedule, which has nothing to say. */
export const contract = {
  input: z.unknown(),
  output: z.object({ done: z.number().int(), pending: z.number().int() }),
};
