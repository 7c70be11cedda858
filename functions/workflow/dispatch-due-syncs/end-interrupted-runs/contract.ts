import * as z from 'zod';

/** Called by the dispatch, which has nothing to say. */
export const contract = {
  input: z.unknown(),
  output: z.object({
    /** Runs that nobody worked on any more. */
    ended: z.number().int(),
    /** Firms whose turn failed; they are looked at again by the next dispatch. */
    failed: z.number().int(),
  }),
};
