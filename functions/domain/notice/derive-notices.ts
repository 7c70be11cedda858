import type { Connection, Disconnect } from '../connection/connection.ts';
import { requiresMfa } from '../connection/connection.ts';
import type { Sync } from '../sync/sync.ts';
import type { Role } from '../user/user.ts';
import type { Notice } from './notice.ts';
import { endNotices, runNotice } from './sync-notices.ts';

const INTEGRATIONS = { label: 'Open integrations', href: '/settings/integrations' };

/** All notices follow from what is stored; the most important first. */
export function noticesOf(state: {
  connection: Connection | undefined;
  lastSync: Sync | undefined;
  role: Role;
  /** Whether this sign-in was made by somebody with MFA. */
  mfa: boolean;
  /** Whoever connected is no longer a user: for admins to know. */
  ownerLeft: boolean;
  now: Date;
}): Notice[] {
  const { connection, lastSync, role, mfa, ownerLeft, now } = state;
  if (connection === undefined) return [];
  if (requiresMfa(connection) && !mfa) return [mfaDue(connection)];
  if (connection.state !== 'connected') return disconnected(connection, role);
  const { run } = connection;
  if (run !== undefined && run.leaseUntil <= now.toISOString()) return [runNotice(run, now)];
  return [
    ...(ownerLeft ? [ownerLeftNotice(connection)] : []),
    ...(run === undefined ? [] : [runNotice(run, now)]),
    ...(lastSync === undefined ? [] : endNotices(lastSync, role, now)),
  ];
}

function mfaDue({ epoch, connectedAt }: Connection): Notice {
  return {
    kind: 'mfa-due',
    noticeId: `mfa-due:${String(epoch)}`,
    severity: 'warning',
    message:
      'Your firm is connected to Xero Practice Manager, so everybody needs multi-factor authentication to see its clients. Set it up, then sign in again.',
    at: connectedAt,
    action: { label: 'Set up MFA', href: '/settings/mfa' },
    dismissable: false,
  };
}

function disconnected({ state, disconnect, epoch }: Connection, role: Role): Notice[] {
  if (disconnect === undefined) return [];
  const action = role === 'admin' ? INTEGRATIONS : null;
  const banner: Notice = {
    kind: 'disconnected',
    noticeId: `disconnected:${String(epoch)}`,
    severity: disconnect.cause === 'disconnected-here' ? 'info' : 'error',
    message: disconnectMessage(disconnect),
    at: disconnect.at,
    action,
    dismissable: true,
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
      dismissable: true,
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

function ownerLeftNotice({ epoch, connectedBy, connectedAt }: Connection): Notice {
  return {
    kind: 'connection-owner-left',
    noticeId: `connection-owner-left:${String(epoch)}`,
    severity: 'warning',
    message: `${connectedBy.name}, who connected Xero Practice Manager, is no longer a user. Syncs end when their access in Xero does; connect again as somebody who stays.`,
    at: connectedAt,
    action: INTEGRATIONS,
    dismissable: true,
  };
}
