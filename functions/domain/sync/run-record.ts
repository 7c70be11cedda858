import type { Run } from './run.ts';
import type { Sync, SyncFailure } from './sync.ts';
import { NO_COUNTS } from './sync.ts';
import { failureOf } from './failures.ts';

/** A run as the history shows it while its lease lives; with an expired lease nobody works on it any more. */
export function syncOfRun(run: Run, now: Date): Sync {
  return {
    ...recordOf(run),
    status: run.leaseUntil <= now.toISOString() ? 'interrupted' : run.phase,
    finishedAt: null,
    progress: run.progress,
  };
}

/** The history's record of a run that ended without completing. */
export function endedSync(
  run: Run,
  end: { status: 'failed' | 'interrupted'; at: Date; failure: SyncFailure },
): Sync {
  return {
    ...recordOf(run),
    status: end.status,
    finishedAt: end.at.toISOString(),
    progress: run.progress,
    failure: end.failure,
  };
}

/** The record of a run whose lease expired, written by whoever claims next. */
export function interruptedSync(run: Run, now: Date): Sync {
  return endedSync(run, { status: 'interrupted', at: now, failure: failureOf('ExecutionAborted') });
}

function recordOf(run: Run): Omit<Sync, 'status' | 'finishedAt' | 'progress'> {
  return {
    syncId: run.syncId,
    trigger: run.trigger,
    mode: run.mode ?? null,
    startedAt: run.startedAt,
    startedBy: run.startedBy ?? null,
    counts: NO_COUNTS,
    xeroRequests: 0,
    quota: null,
    missedByDelta: null,
    failure: null,
  };
}
