import type { Connection, Disconnect } from '../connection/connection.ts';
import type { Sync } from '../sync/sync.ts';
import { countsInWords } from '../sync/summary.ts';
import { syncOfRun } from '../sync/run-record.ts';
import type { Role } from '../user/user.ts';
import type { Notice } from './notice.ts';

const INTEGRATIONS = { label: 'Open integrations', href: '/settings/integrations' };

/** A finished sync is news for a day; what waits for somebody stays until it is done. */
const NEWS_HOURS = 24;

/** All notices follow from what is stored; the most important first. */
export function noticesOf(state: {
  connection: Connection | undefined;
  lastSync: Sync | undefined;
  role: Role;
  /** Whoever connected is no longer a user. */
  ownerLeft?: boolean;
  now: Date;
}): Notice[] {
  const { connection, lastSync, role, now } = state;
  if (connection === undefined) return [];
  return [
    ...disconnected(connection, role),
    ...(state.ownerLeft === true && role === 'admin' ? [ownerLeft(connection)] : []),
    ...running(connection, now),
    ...(connection.state === 'connected' && lastSync !== undefined ? ended(lastSync, role, now) : []),
  ];
}

function disconnected({ state, disconnect, epoch }: Connection, role: Role): Notice[] {
  if (state === 'connected' || disconnect === undefined) return [];
  const action = role === 'admin' ? INTEGRATIONS : null;
  const banner: Notice = {
    kind: 'disconnected',
    noticeId: `disconnected:${String(epoch)}`,
    severity: disconnect.cause === 'disconnected-here' ? 'info' : 'error',
    message: disconnectMessage(disconnect),
    at: disconnect.at,
    action,
    cause: disconnect.cause,
    by: disconnect.by?.name ?? null,
  };
  if (state !== 'broken' || role !== 'admin') return [banner];
  return [
    banner,
    {
      kind: 'reconnect',
      noticeId: `reconnect:${String(epoch)}`,
      severity: 'warning',
      message: 'Connect again to go on syncing clients. Nothing changes in the portal until then.',
      at: disconnect.at,
      action: { label: 'Reconnect', href: '/settings/integrations' },
    },
  ];
}

function disconnectMessage({ cause, by }: Disconnect): string {
  switch (cause) {
    case 'disconnected-here':
      return `Xero Practice Manager was disconnected by ${by?.name ?? 'an admin'}.`;
    case 'disconnected-in-xero':
      return 'The connection was ended inside Xero, so clients no longer sync.';
    case 'unexpected':
      return 'The connection to Xero Practice Manager ended unexpectedly, so clients no longer sync.';
  }
}

function ownerLeft({ epoch, connectedBy, connectedAt }: Connection): Notice {
  return {
    kind: 'connection-owner-left',
    noticeId: `connection-owner-left:${String(epoch)}`,
    severity: 'warning',
    message: `${connectedBy.name}, who connected Xero Practice Manager, is no longer a user. Syncs end when their access in Xero does; connect again as somebody who stays.`,
    at: connectedAt,
    action: INTEGRATIONS,
  };
}

function running({ run }: Connection, now: Date): Notice[] {
  if (run === undefined || syncOfRun(run, now).status === 'interrupted') return [];
  const { progress, phase } = run;
  const count =
    progress.toWrite === undefined || progress.toWrite === 0
      ? ''
      : ` (${String(progress.written)} of ${String(progress.toWrite)})`;
  return [
    {
      kind: 'sync-running',
      noticeId: `sync-running:${run.syncId}`,
      severity: 'info',
      message:
        phase === 'waiting'
          ? `Clients are syncing; Xero asked us to wait${count}.`
          : `Clients are syncing from Xero Practice Manager${count}.`,
      at: run.startedAt,
      action: { label: 'See progress', href: '/clients/manage' },
      syncId: run.syncId,
      progress,
    },
  ];
}

function ended(sync: Sync, role: Role, now: Date): Notice[] {
  const at = sync.finishedAt ?? sync.startedAt;
  const action = { label: 'See details', href: '/clients/manage' };
  if (sync.status === 'held') {
    return [
      {
        kind: 'removals-held',
        noticeId: `removals-held:${sync.syncId}`,
        severity: 'warning',
        message: `${String(sync.counts.held)} clients are gone from Xero Practice Manager. They stay here until an admin approves their removal.`,
        at,
        action: role === 'admin' ? { label: 'Review removals', href: '/clients/manage' } : action,
        syncId: sync.syncId,
        held: sync.counts.held,
      },
    ];
  }
  if (sync.failure !== null) {
    return [
      {
        kind: 'sync-failed',
        noticeId: `sync-failed:${sync.syncId}`,
        severity: 'error',
        message: `The last sync did not finish. ${sync.failure.message} ${sync.failure.action}`,
        at,
        action,
        syncId: sync.syncId,
        code: sync.failure.code,
      },
    ];
  }
  if (now.getTime() - Date.parse(at) > NEWS_HOURS * 3_600_000) return [];
  return [
    {
      kind: 'sync-finished',
      noticeId: `sync-finished:${sync.syncId}`,
      severity: sync.status === 'partial' ? 'warning' : 'success',
      message: `Clients are up to date: ${countsInWords(sync.counts)}.`,
      at,
      action,
      syncId: sync.syncId,
      counts: sync.counts,
    },
  ];
}
