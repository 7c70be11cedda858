import * as z from 'zod';
import { RequestedModeSchema, SyncTriggerSchema } from '#domain/sync/run.ts';
import { RunContextSchema } from '../run-context.ts';

/** The execution's input. Fails with `SyncNotDueError` when there is nothing to do: not connected, or another run holds the lease. */
export const contract = {
  input: z.object({
    firmId: z.uuid(),
    syncId: z.string(),
    trigger: SyncTriggerSchema,
    requestedMode: RequestedModeSchema,
    slot: z.iso.datetime().optional(),
    requestId: z.string().optional(),
  }),
  output: RunContextSchema,
};
