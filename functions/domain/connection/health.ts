import * as z from 'zod';
import type { User } from '../user/user.ts';
import type { Connection } from './connection.ts';

/** Xero forgets what was granted when nobody renews it for so long (reference xpm-api.md, section 4). */
const GRANT_DAYS = 60;
/** Time enough for somebody to connect again. */
const WARN_AFTER_DAYS = 50;
const DAY_MS = 86_400_000;

export const HealthSchema = z.object({
  /** Who connected, by the name of then. */
  owner: z.object({ userId: z.string(), name: z.string(), active: z.boolean() }).nullable(),
  /** When the grant ends unless a sync renews it; null once it is gone. */
  grantUnusedUntil: z.iso.datetime().nullable(),
  warnings: z.array(
    z.enum([
      'OWNER_LEFT', // who connected has no access to the portal any more
      'GRANT_EXPIRES_SOON',
    ]),
  ),
});
export type Health = z.infer<typeof HealthSchema>;

export function grantEnd(renewedAt: Date): Date {
  return new Date(renewedAt.getTime() + GRANT_DAYS * DAY_MS);
}

export function isGrantEnding(renewedAt: Date | undefined, now: Date): renewedAt is Date {
  return renewedAt !== undefined && now.getTime() - renewedAt.getTime() >= WARN_AFTER_DAYS * DAY_MS;
}

/** Whoever connected is gone, or may not sign in any more, while what they granted is still in use. */
export function hasOwnerLeft(connection: Connection | undefined, owner: User | undefined): boolean {
  return connection !== undefined && connection.state !== 'disconnected' && owner?.active !== true;
}

/** Null where there is nothing to be well: never connected, or disconnected. */
export function healthOf(facts: {
  connection: Connection | undefined;
  /** The user who connected, as they are now; undefined when removed. */
  owner: User | undefined;
  renewedAt: Date | undefined;
  now: Date;
}): Health | null {
  const { connection, owner, renewedAt, now } = facts;
  if (connection === undefined || connection.state === 'disconnected') return null;
  const granted = connection.state === 'connected' ? renewedAt : undefined;
  return {
    owner: { ...connection.connectedBy, active: owner?.active === true },
    grantUnusedUntil: granted === undefined ? null : grantEnd(granted).toISOString(),
    warnings: [
      ...(hasOwnerLeft(connection, owner) ? (['OWNER_LEFT'] as const) : []),
      ...(isGrantEnding(granted, now) ? (['GRANT_EXPIRES_SOON'] as const) : []),
    ],
  };
}
