import * as z from 'zod';
import { RequestedModeSchema } from '#domain/sync/run.ts';

const SyncOfFirmSchema = z.object({ firmId: z.string(), syncId: z.string() });

/** For operators: one firm, at once, or all connected firms, as if their next scheduled time had come. */
export const contract = {
  input: z.union([
    z.strictObject({ firmId: z.uuid(), mode: RequestedModeSchema.default('auto') }),
    z.strictObject({ all: z.literal(true) }),
  ]),
  output: z.object({
    started: z.array(SyncOfFirmSchema),
    running: z.array(SyncOfFirmSchema),
    /** With `all`: how many firms were made due; the dispatch workflow starts their syncs. */
    due: z.number().int(),
  }),
};
