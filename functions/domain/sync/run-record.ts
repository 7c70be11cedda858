import type { Run } from './run.ts';
import type { Sync, SyncFailure } from './sync.ts';
import { NO_COUNTS } from './sync.ts';
import { failureOf } from './failures.ts';

/** A run as the history shows it while its lease lives; with an expired lease nobody works on it any more. */
export function syncOfRun(run: Run, now: Date): Sync {
  const interrupted = run.leaseUntil <= now.toISOString();
  return {
    ...recordOf(run),
    status: interrupted ? 'interrupted' : run.phase,
    finishedAt: null,
    progress: run.progress,
    failure: interrupted ? failureOf('ExecutionAborted') : null,
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
    ...(run.requestId === undefined ? {} : { requestId: run.requestId }),
    counts: NO_COUNTS,
    xeroRequests: run.requests ?? 0,
    quota: run.quota ?? null,
    missedByDelta: null,
    failure: null,
    attention: null,
  };
}
