import type { AuditLog } from '../audit/ports.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { Quota } from '../shared.ts';
import type { AnnounceDeps } from './announce.ts';
import { announce } from './announce.ts';
import { attentionAfter } from './attention.ts';
import { auditEnd } from './audit-end.ts';
import { LeaseLostError } from './errors.ts';
import { planNextFull } from './full-or-delta.ts';
import type { SyncRun } from './lease.ts';
import { keepLease, ownConnection } from './lease.ts';
import type { Run } from './run.ts';
import type { Sync, SyncCounts } from './sync.ts';
import { isAttended } from './trouble.ts';

export interface CompleteSyncDeps extends AnnounceDeps {
  connections: ConnectionRepository;
  audit: AuditLog;
}

/** What Find changes found, as far as the end of a sync depends on it. */
export interface FoundFacts {
  counts: SyncCounts;
  issueCount: number;
  missedByDelta: number | null;
  absenceCounts: boolean;
  quota: Pick<Quota, 'dayRemaining' | 'minuteRemaining'>;
}

export interface Completed {
  status: 'succeeded' | 'partial' | 'held';
  mails: number;
}

/**
 * Ends a sync that imported everything. The lease goes last: until then a repetition, at whatever point the first
 * attempt was killed, writes the same again.
 */
export async function completeSync(
  deps: CompleteSyncDeps,
  run: SyncRun,
  found: FoundFacts,
  requests: number,
): Promise<Completed> {
  const status = statusOf(found);
  const connection = await ownConnection(deps.connections, run);
  if (connection.run?.syncId !== run.syncId) return alreadyCompleted(deps, connection, run.syncId, status);
  await keepLease(deps, run, {});

  const now = deps.clock.now();
  const quota = { ...found.quota, at: now.toISOString() };
  const { attention, gaps } = await attentionAfter(deps, connection, run.syncId, found);
  const end = { found, status, requests: Math.max(requests, connection.run.requests ?? 0), quota, now };
  const sync = { ...recordOf(connection.run, run, end), attention };
  const { trouble } = connection;
  const circumstances = { attended: isAttended(sync), isTurn: trouble?.told === true, failures: 0 };
  const mails = await announce(deps, connection.firmId, connection, sync, circumstances, gaps);
  await auditEnd(deps.audit, run.firmId, sync, now);
  await deps.syncs.put(run.firmId, sync);
  const finished = await deps.connections.finishRun(run, {
    status,
    finishedAt: now,
    quota,
    ...(trouble === undefined ? {} : { trouble: null }),
    ...nextBounds(connection, run, found, status, now),
  });
  if (!finished) throw new LeaseLostError();
  return { status, mails: mails.length };
}

/** The answer of the first attempt got lost after the lease had been given back. */
async function alreadyCompleted(
  deps: CompleteSyncDeps,
  connection: Connection,
  syncId: string,
  status: Completed['status'],
): Promise<Completed> {
  const sync = await deps.syncs.get(connection.firmId, syncId);
  if (sync === undefined || connection.lastSync?.syncId !== syncId) throw new LeaseLostError();
  const circumstances = { attended: isAttended(sync), isTurn: false, failures: 0 };
  const mails = await announce(deps, connection.firmId, connection, sync, circumstances);
  return { status, mails: mails.length };
}

function statusOf({ counts, issueCount }: FoundFacts): Completed['status'] {
  if (counts.held > 0) return 'held';
  return counts.skipped > 0 || issueCount > 0 ? 'partial' : 'succeeded';
}

function recordOf(
  held: Run,
  run: SyncRun,
  end: { found: FoundFacts; status: Completed['status']; requests: number; quota: Quota; now: Date },
): Sync {
  return {
    syncId: run.syncId,
    trigger: held.trigger,
    mode: run.mode,
    status: end.status,
    startedAt: held.startedAt,
    finishedAt: end.now.toISOString(),
    startedBy: held.startedBy ?? null,
    ...(held.requestId === undefined ? {} : { requestId: held.requestId }),
    counts: end.found.counts,
    progress: null,
    xeroRequests: end.requests,
    quota: end.quota,
    missedByDelta: end.found.missedByDelta,
    failure: null,
    attention: null,
  };
}

/** While removals are held the watermark stays: the next sync must find them again. */
function nextBounds(
  connection: Connection,
  run: SyncRun,
  found: FoundFacts,
  status: Completed['status'],
  now: Date,
): { watermark?: Date; nextFullAt?: Date; fullSyncDays?: number } {
  if (status === 'held') return { nextFullAt: now };
  const startedAt = new Date(run.startedAt);
  const plan = planNextFull({
    mode: run.mode,
    missedByDelta: found.missedByDelta,
    absenceCounts: found.absenceCounts,
    fullSyncDays: connection.fullSyncDays,
    startedAt,
  });
  return { watermark: startedAt, ...plan };
}
