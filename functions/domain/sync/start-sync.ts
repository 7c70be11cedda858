import type { AuditLog } from '../audit/ports.ts';
import { NotConnectedError } from '../connection/errors.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import { DomainError } from '../errors.ts';
import { syncIdOf } from '../ids.ts';
import type { Clock, IdSource } from '../system.ts';
import type { Person } from '../shared.ts';
import { auditEnd } from './audit-end.ts';
import { failureOf } from './failures.ts';
import type { SyncLauncher, SyncRepository } from './ports.ts';
import { recordInterrupted } from './record-interrupted.ts';
import type { RequestedMode, Run, SyncTrigger } from './run.ts';
import { QUEUED_MINUTES } from './run.ts';
import { endedSync } from './run-record.ts';

export interface StartSyncDeps {
  connections: ConnectionRepository;
  syncs: SyncRepository;
  launcher: SyncLauncher;
  audit: AuditLog;
  clock: Clock;
  ids: IdSource;
}

export interface SyncRequest {
  firmId: string;
  trigger: SyncTrigger;
  requestedMode: RequestedMode;
  startedBy?: Person;
  /** Of the click that asked for it. */
  requestId?: string;
  approvedRemovals?: number;
  /** Given by who may ask for the same sync again (`startSyncOnce`). */
  syncId?: string;
}

export type StartOutcome = { outcome: 'started' | 'running'; run: Run };

/** Claims the lease and starts the workflow; a firm's running sync is answered instead of a second one. */
export async function startSync(deps: StartSyncDeps, request: SyncRequest): Promise<StartOutcome> {
  const now = deps.clock.now();
  const { firmId, ...asked } = request;
  const run: Run = {
    ...asked,
    syncId: request.syncId ?? newSyncId(deps),
    phase: 'queued',
    startedAt: now.toISOString(),
    leaseUntil: new Date(now.getTime() + QUEUED_MINUTES * 60_000).toISOString(),
    progress: { written: 0 },
  };
  const claim = await deps.connections.claimRun(firmId, run, now);
  if (claim.outcome === 'not-connected') throw new NotConnectedError();
  if (claim.outcome === 'running') return { outcome: 'running', run: claim.run };
  if (claim.interrupted !== undefined) await recordInterrupted(deps, firmId, claim.interrupted, now);
  try {
    await deps.launcher.start({
      firmId,
      syncId: run.syncId,
      trigger: run.trigger,
      requestedMode: run.requestedMode,
      ...(run.requestId === undefined ? {} : { requestId: run.requestId }),
    });
  } catch (error) {
    const { epoch, fence } = claim.connection;
    await giveBack(deps, { firmId, epoch, fence, syncId: run.syncId }, run);
    throw new DomainError('unavailable', 'SYNC_START_FAILED', 'The sync could not be started. Try again.', {
      cause: error,
    });
  }
  return { outcome: 'started', run };
}

export function newSyncId({ clock, ids }: Pick<StartSyncDeps, 'clock' | 'ids'>): string {
  return syncIdOf(clock.now(), ids.uuid());
}

/** If the execution did start and only its answer was lost, Begin sync claims the lease once more. */
async function giveBack(
  deps: StartSyncDeps,
  claim: { firmId: string; epoch: number; fence: number; syncId: string },
  run: Run,
): Promise<void> {
  const at = deps.clock.now();
  const sync = endedSync(run, { status: 'failed', at, failure: failureOf('StartFailed') });
  await auditEnd(deps.audit, claim.firmId, sync, at);
  await deps.syncs.put(claim.firmId, sync);
  await deps.connections.finishRun(claim, { status: 'failed', finishedAt: at });
}
