import type { Firm } from '../firm/firm.ts';
import type { FirmRepository } from '../firm/ports.ts';
import { grantEndingMail, ownerLeftMail } from '../mail/connection-mail.ts';
import type { Outbox } from '../mail/ports.ts';
import type { MailContent } from '../mail/sync-summary.ts';
import type { Clock } from '../system.ts';
import type { UserRepository } from '../user/ports.ts';
import { isActiveAdmin, type User } from '../user/user.ts';
import type { Connection } from './connection.ts';
import { grantEnd, hasOwnerLeft, isGrantEnding } from './health.ts';
import type { ConnectionRepository, GrantAges } from './ports.ts';

export interface WarnDeps {
  connections: Pick<ConnectionRepository, 'get'>;
  firms: Pick<FirmRepository, 'get'>;
  users: Pick<UserRepository, 'get' | 'list'>;
  outbox: Pick<Outbox, 'put'>;
  clock: Clock;
  portalUrl: string;
}

/** Tells the admins when a user who is going is the one who connected; once for each connection. Repeatable. */
export async function warnOfOwnerLeft(deps: WarnDeps, firmId: string, userId: string): Promise<void> {
  const connection = await deps.connections.get(firmId);
  if (connection?.connectedBy.userId !== userId) return;
  if (!hasOwnerLeft(connection, await deps.users.get(firmId, userId))) return;
  const { name: ownerName } = connection.connectedBy;
  await tellAdmins(deps, connection, 'owner-left', (firm) =>
    ownerLeftMail({ firm, portalUrl: deps.portalUrl, ownerName }),
  );
}

/** Tells the admins that Xero will soon forget the grant; once for each renewal that it dates from. Repeatable. */
export async function warnOfGrantEnding(
  deps: WarnDeps & { grants: GrantAges },
  connection: Connection,
): Promise<void> {
  const renewedAt = await deps.grants.renewedAt(connection.firmId);
  if (connection.state !== 'connected' || !isGrantEnding(renewedAt, deps.clock.now())) return;
  const endsAt = grantEnd(renewedAt);
  await tellAdmins(deps, connection, `grant-ending/${renewedAt.toISOString()}`, (firm) =>
    grantEndingMail({ firm, portalUrl: deps.portalUrl, endsAt }),
  );
}

/** The outbox is emptied every five minutes, which is soon enough for this. */
async function tellAdmins(
  deps: WarnDeps,
  { firmId, epoch }: Connection,
  what: string,
  contentFor: (firm: Firm) => MailContent,
): Promise<void> {
  const [firm, users] = await Promise.all([deps.firms.get(firmId), deps.users.list(firmId)]);
  if (firm === undefined) return;
  const content = contentFor(firm);
  for (const { userId, email } of users.filter((user: User) => isActiveAdmin(user))) {
    const mailId = `connection/${String(epoch)}/${what}/${userId}`;
    await deps.outbox.put({ mailId, firmId, to: email, userId, ...content }, deps.clock.now());
  }
}
