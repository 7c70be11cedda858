import { failureOf } from './failures.ts';
import type { StartSyncDeps, SyncRequest } from './start-sync.ts';
import { startSync } from './start-sync.ts';
import type { Sync, SyncStatus } from './sync.ts';

export interface StartedOnce {
  outcome: 'started' | 'running' | 'ended';
  syncId: string;
  status: SyncStatus;
}

/**
 * Starts the sync of this id, however often it is asked for and wherever the times before broke off: one that runs is
 * found running, one that ended is not begun again. Only what could not be started is tried anew: should only the
 * answer have got lost, it is the same execution.
 */
export async function startSyncOnce(
  deps: StartSyncDeps,
  request: SyncRequest & { syncId: string },
): Promise<StartedOnce> {
  const { firmId, syncId } = request;
  const before = await deps.syncs.get(firmId, syncId);
  if (before !== undefined && !wasNeverStarted(before)) return ended(before);
  const { outcome, run } = await startSync(deps, request);
  if (outcome === 'started') {
    // Ended between the look and the claim: an execution of that name does not run a second time.
    const after = await deps.syncs.get(firmId, syncId);
    if (after !== undefined && !wasNeverStarted(after)) return giveBack(deps, firmId, after);
  }
  return { outcome, syncId: run.syncId, status: run.phase };
}

async function giveBack(deps: StartSyncDeps, firmId: string, sync: Sync): Promise<StartedOnce> {
  const { syncId, status } = sync;
  const connection = await deps.connections.get(firmId);
  if (connection?.run?.syncId === syncId) {
    const { epoch, fence } = connection;
    const finishedAt = sync.finishedAt === null ? deps.clock.now() : new Date(sync.finishedAt);
    await deps.connections.finishRun({ firmId, epoch, fence, syncId }, { status, finishedAt });
  }
  return ended(sync);
}

function ended({ syncId, status }: Sync): StartedOnce {
  return { outcome: 'ended', syncId, status };
}

function wasNeverStarted({ failure }: Sync): boolean {
  return failure?.code === failureOf('StartFailed').code;
}
