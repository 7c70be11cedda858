import * as z from 'zod';

/** Every five minutes; what the schedule sends along does not matter. */
export const contract = {
  input: z.unknown(),
  output: z.object({ sent: z.number().int(), waiting: z.number().int() }),
};
