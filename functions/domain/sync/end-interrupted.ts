import type { ConnectionRepository } from '../connection/ports.ts';
import type { FailSyncDeps } from './fail-sync.ts';
import { failSync } from './fail-sync.ts';
import type { RunWatch } from './ports.ts';

export interface EndInterruptedDeps extends FailSyncDeps {
  connections: ConnectionRepository;
  watch: RunWatch;
}

/**
 * Looks at a firm whose run should be over by now. A run whose lease is over is ended as interrupted, whatever became
 * of its execution, and the firm is due at once; if the sync before was interrupted too, at its next time, so that
 * nothing is tried over and over. Repeatable. Answers whether a run was ended.
 */
export async function endInterrupted(
  deps: EndInterruptedDeps,
  { firmId, at }: { firmId: string; at: string },
): Promise<boolean> {
  const connection = await deps.connections.get(firmId);
  const run = connection?.run;
  if (connection === undefined || run === undefined) {
    await deps.watch.settle(firmId, at);
    return false;
  }
  if (!(await deps.watch.fenceOff(firmId, run.syncId, deps.clock.now()))) {
    await deps.watch.settle(firmId, at, new Date(run.leaseUntil));
    return false;
  }
  const again = connection.lastSync?.status !== 'interrupted';
  if (again) await deps.connections.setDueAt(firmId, connection.epoch, deps.clock.now());
  const { syncId } = run;
  // Its mails wait in the outbox, which is emptied every five minutes.
  await failSync(deps, { firmId, syncId, errorName: 'ExecutionAborted', stopped: true, requests: 0 });
  await deps.watch.settle(firmId, at);
  return true;
}
