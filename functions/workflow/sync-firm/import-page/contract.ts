import * as z from 'zod';
import { RunContextSchema } from '../run-context.ts';

/** Fails with `LeaseLostError` when a newer run or a disconnect has taken over. */
export const contract = {
  input: z.object({
    run: RunContextSchema,
    page: z.number().int().nonnegative(),
    pages: z.number().int().positive(),
    /** Changes in all pages, for the progress shown. */
    toWrite: z.number().int(),
    written: z.number().int(),
  }),
  output: z.object({ next: z.enum(['page', 'complete']), page: z.number().int(), written: z.number().int() }),
};
