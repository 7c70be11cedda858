import type * as z from 'zod';
import type { FailSyncDeps } from '#domain/sync/fail-sync.ts';
import { failSync } from '#domain/sync/fail-sync.ts';
import type { contract } from './contract.ts';
import { ExecutionInputSchema } from './contract.ts';

const END_OF = {
  // Fail sync itself failed, or the machine did.
  FAILED: { errorName: 'UnexpectedError', stopped: false },
  TIMED_OUT: { errorName: 'States.Timeout', stopped: false },
  ABORTED: { errorName: 'ExecutionAborted', stopped: true },
} as const;

/** An execution that ended without ending its run leaves a lease that blocks the firm; this gives it back. */
export function makeHandler(deps: FailSyncDeps) {
  return async ({ detail }: z.output<(typeof contract)['input']>) => {
    const { firmId, syncId } = ExecutionInputSchema.parse(JSON.parse(detail.input));
    const connection = await deps.connections.get(firmId);
    if (connection?.run?.syncId !== syncId) return { ended: false };
    // Its mails wait in the outbox, which is emptied every five minutes.
    await failSync(deps, { firmId, syncId, requests: 0, ...END_OF[detail.status] });
    return { ended: true };
  };
}
