import type { AuditLog } from '#domain/audit/ports.ts';
import { NotConnectedError } from '#domain/connection/errors.ts';
import { DomainError } from '#domain/errors.ts';
import type { StartSyncDeps } from '#domain/sync/start-sync.ts';
import { startSync } from '#domain/sync/start-sync.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps extends StartSyncDeps {
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  path: { syncId: string };
}

export function makeHandler(deps: Deps) {
  return async ({ caller: { user, sourceIp, requestId }, path: { syncId } }: Request) => {
    const held = await heldRemovals(deps, user.firmId, syncId);
    const { outcome, run } = await startSync(deps, {
      firmId: user.firmId,
      trigger: 'approval',
      requestedMode: 'full',
      startedBy: { userId: user.userId, name: user.name },
      requestId,
      approvedRemovals: held,
    });
    if (outcome === 'running') {
      // A second click on the same button finds its own run.
      if (run.trigger === 'approval') return { body: { syncId: run.syncId } };
      throw new DomainError(
        'conflict',
        'SYNC_RUNNING',
        'A sync is running. Approve the removals when it is done.',
      );
    }
    await deps.audit.append({
      firmId: user.firmId,
      at: deps.clock.now().toISOString(),
      action: 'REMOVALS_APPROVED',
      actor: { userId: user.userId, name: user.name },
      source: sourceIp,
      result: 'success',
      details: { heldBy: syncId, syncId: run.syncId, removals: held },
    });
    return { body: { syncId: run.syncId } };
  };
}

/** Only the latest sync's removals can be approved: an older list no longer says what is missing now. */
async function heldRemovals(deps: Deps, firmId: string, syncId: string): Promise<number> {
  const [sync, connection] = await Promise.all([
    deps.syncs.get(firmId, syncId),
    deps.connections.get(firmId),
  ]);
  if (sync === undefined) throw new DomainError('not-found', 'SYNC_NOT_FOUND', 'There is no such sync.');
  if (connection?.state !== 'connected') throw new NotConnectedError();
  if (sync.status !== 'held' || connection.lastSync?.syncId !== syncId) {
    throw new DomainError('conflict', 'NOT_HELD', 'No removals of this sync wait for approval (any more).');
  }
  return sync.counts.held;
}
