import type { AuditLog } from '../audit/ports.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository, GrantAges } from '../connection/ports.ts';
import { warnOfGrantEnding } from '../connection/warn-admins.ts';
import { refusalIn } from '../practice/errors.ts';
import type { AnnounceDeps } from './announce.ts';
import { announce, mailsOf } from './announce.ts';
import { auditEnd } from './audit-end.ts';
import { failureOf } from './failures.ts';
import { endedSync } from './run-record.ts';
import type { Sync, SyncFailure } from './sync.ts';
import { isAttended, type Trouble, troubleAfter } from './trouble.ts';

export interface FailSyncDeps extends AnnounceDeps {
  connections: ConnectionRepository;
  audit: AuditLog;
  grants: GrantAges;
}

export interface FailedSync {
  firmId: string;
  syncId: string;
  /** Name of the error; `failures.ts` has the words. */
  errorName: string;
  /** The error's own words; only a reason that Xero gave is taken from them. */
  words?: string | undefined;
  /** Nothing went wrong, the execution was stopped. */
  stopped?: boolean;
  requests: number;
}

/** Somebody ended this run knowingly, or another one goes on: no news for anybody. */
const TAKEN_AWAY: ReadonlySet<string> = new Set(['LeaseLostError', 'NotConnectedError']);

/**
 * Ends a run that did not complete: record, mails, lease. What is in the history stays: whoever took the lease away
 * (a disconnect, the next run) has written there already, and so has an earlier attempt of this one.
 */
export async function failSync(
  deps: FailSyncDeps,
  failed: FailedSync,
): Promise<{ code: string; mails: { firmId: string; mailId: string }[] }> {
  const { firmId, syncId } = failed;
  const [connection, recorded] = await Promise.all([
    deps.connections.get(firmId),
    deps.syncs.get(firmId, syncId),
  ]);
  const own = connection?.run?.syncId === syncId ? connection : undefined;
  const sync = recorded ?? newRecord(deps, own, failed);
  const code = sync?.failure?.code ?? failureOf(failed.errorName).code;
  if (sync === undefined) return { code, mails: [] };

  // Ended by an earlier attempt, which has put the mails but may not have come to send them. A connection that was lost
  // took its run's lease away before anybody was told.
  const isRepeated = own === undefined && connection?.lastSync?.syncId === syncId;
  if (isRepeated && connection.state === 'connected') {
    return { code, mails: await mailsOf(deps, firmId, syncId) };
  }
  const before = connection?.trouble;
  const attended = isAttended(sync) && !isRepeatedFirst(own);
  const after = troubleAfter(before, sync, attended);
  const circumstances = {
    attended,
    isTurn: (before?.told ?? false) !== (after?.told ?? false),
    failures: after?.failures ?? 0,
  };
  const mails = TAKEN_AWAY.has(failed.errorName)
    ? []
    : await announce(deps, firmId, connection, sync, circumstances);
  if (recorded === undefined) {
    // In this order: once the history has it, a repetition adds nothing to the audit.
    await auditEnd(deps.audit, firmId, sync, deps.clock.now());
    await deps.syncs.put(firmId, sync);
  }
  // Each sync renews the grant first of all, so that only those whose syncs fail come near its end.
  if (own !== undefined) await warnOfGrantEnding(deps, own);
  if (own !== undefined) await giveBack(deps, own, sync, after);
  return { code, mails };
}

function newRecord(deps: FailSyncDeps, own: Connection | undefined, failed: FailedSync): Sync | undefined {
  if (own?.run === undefined) return undefined;
  const failure = explained(failureOf(failed.errorName), failed.words ?? '');
  const interrupted = failed.stopped === true || TAKEN_AWAY.has(failed.errorName);
  const status = interrupted ? 'interrupted' : 'failed';
  const ended = endedSync(own.run, { status, at: deps.clock.now(), failure });
  return { ...ended, xeroRequests: Math.max(failed.requests, ended.xeroRequests) };
}

/** Xero asks of its partners that whoever connected can read its reasons (reference xpm-api.md 6.1, checkpoint 5). */
function explained(failure: SyncFailure, words: string): SyncFailure {
  const reason = refusalIn(words);
  return reason === undefined ? failure : { ...failure, message: `${failure.message} It said: "${reason}".` };
}

/**
 * The schedule repeats a first sync that failed, in the name of whoever connected. They were told the first time; from
 * then on it is one of those that nobody waits for, until it comes through.
 */
function isRepeatedFirst(own: Connection | undefined): boolean {
  if (own?.run?.slot === undefined) return false;
  return own.lastSync !== undefined && own.lastSync.finishedAt >= own.connectedAt;
}

async function giveBack(
  deps: FailSyncDeps,
  { firmId, epoch, fence }: Connection,
  { syncId, status, finishedAt, quota }: Sync,
  trouble: Trouble | undefined,
): Promise<void> {
  await deps.connections.finishRun(
    { firmId, epoch, fence, syncId },
    {
      status,
      finishedAt: finishedAt === null ? deps.clock.now() : new Date(finishedAt),
      ...(quota === null ? {} : { quota }),
      trouble: trouble ?? null,
    },
  );
}
