import type { Run } from '../sync/run.ts';
import { syncOfRun } from '../sync/run-record.ts';
import type { Sync } from '../sync/sync.ts';
import type { Role } from '../user/user.ts';
import { changesInWords, lookInWords } from './in-words.ts';
import type { Notice } from './notice.ts';

/** A finished sync is news for a day; what waits for somebody stays until it is done. */
const NEWS_HOURS = 24;

/** A page for everyone of the firm; Manage clients is for admins alone. */
const detailsOf = (syncId: string) => ({ label: 'See details', href: `/syncs/${syncId}` });

export function runNotice(run: Run, now: Date): Notice {
  const sync = syncOfRun(run, now);
  // Nobody works on it any more, whether or not the history has it yet.
  if (sync.status === 'interrupted') return failed(sync, run.leaseUntil);
  const { progress, phase } = run;
  const count =
    progress.toWrite === undefined || progress.toWrite === 0
      ? ''
      : ` (${String(progress.written)} of ${String(progress.toWrite)})`;
  return {
    kind: 'sync-running',
    noticeId: `sync-running:${run.syncId}`,
    severity: 'info',
    message:
      phase === 'waiting'
        ? `Clients are syncing; Xero asked us to wait${count}.`
        : `Clients are syncing from Xero Practice Manager${count}.`,
    at: run.startedAt,
    action: { label: 'See progress', href: `/syncs/${run.syncId}` },
    dismissable: false,
    syncId: run.syncId,
    progress,
  };
}

export function endNotices(sync: Sync, role: Role, now: Date): Notice[] {
  const at = sync.finishedAt ?? sync.startedAt;
  if (sync.status === 'held') return [held(sync, role, at)];
  if (sync.failure !== null) return [failed(sync, at)];
  if (now.getTime() - Date.parse(at) > NEWS_HOURS * 3_600_000) return [];
  return [
    {
      kind: 'sync-finished',
      noticeId: `sync-finished:${sync.syncId}`,
      severity: sync.status === 'partial' ? 'warning' : 'success',
      message: `Clients are up to date: ${changesInWords(sync.counts)}.${lookInWords(sync)}`,
      at,
      action: detailsOf(sync.syncId),
      dismissable: true,
      syncId: sync.syncId,
      counts: sync.counts,
      attention: sync.attention,
    },
  ];
}

function held(sync: Sync, role: Role, at: string): Notice {
  const { counts, syncId } = sync;
  const [clients, they, their] =
    counts.held === 1
      ? ['1 client is', 'It stays', 'its']
      : [`${String(counts.held)} clients are`, 'They stay', 'their'];
  return {
    kind: 'removals-held',
    noticeId: `removals-held:${syncId}`,
    severity: 'warning',
    message: `${clients} gone from Xero Practice Manager. ${they} here until an admin approves ${their} removal. All else is up to date: ${changesInWords(counts)}.${lookInWords(sync)}`,
    at,
    action: role === 'admin' ? { label: 'Review removals', href: `/syncs/${syncId}` } : detailsOf(syncId),
    dismissable: true,
    syncId,
    held: counts.held,
  };
}

function failed({ syncId, failure }: Sync, at: string): Notice {
  const { code = 'INTERNAL_ERROR', message = '', action = '' } = failure ?? {};
  return {
    kind: 'sync-failed',
    noticeId: `sync-failed:${syncId}`,
    severity: 'error',
    message: `The last sync did not finish. ${message} ${action}`,
    at,
    action: detailsOf(syncId),
    dismissable: true,
    syncId,
    code,
  };
}
