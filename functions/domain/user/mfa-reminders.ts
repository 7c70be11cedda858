import type { Connection } from '../connection/connection.ts';
import { requiresMfa } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { FirmRepository } from '../firm/ports.ts';
import type { DeliverDeps } from '../mail/deliver.ts';
import { deliver } from '../mail/deliver.ts';
import type { Mail } from '../mail/mail.ts';
import type { MfaMailReason } from '../mail/mfa-mail.ts';
import { mfaMail } from '../mail/mfa-mail.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Clock } from '../system.ts';
import type { UserDirectory, UserRepository } from './ports.ts';
import type { User } from './user.ts';

export interface RemindDeps {
  firms: FirmRepository;
  users: Pick<UserRepository, 'list'>;
  outbox: Outbox;
  clock: Clock;
  portalUrl: string;
}

interface MailRef {
  firmId: string;
  mailId: string;
}

const SCHEDULE: readonly { day: number; reason: MfaMailReason }[] = [
  { day: 0, reason: 'connected' },
  { day: 3, reason: 'reminder' },
  { day: 7, reason: 'last-reminder' },
];
const DAY_MS = 86_400_000;

/**
 * Puts all mails about MFA that follow a connect into the outbox, for every active user; answers those that are due at
 * once. Who has MFA is asked when a mail's time has come (`makeMfaMailCheck`), because that is when it counts.
 * Repeatable: mails are named by the connection's epoch.
 */
export async function announceMfa(deps: RemindDeps, connection: Connection): Promise<MailRef[]> {
  const { firmId, epoch, connectedAt, connectedBy } = connection;
  const [firm, users] = await Promise.all([deps.firms.get(firmId), deps.users.list(firmId)]);
  if (firm === undefined) return [];
  const connected = { by: connectedBy.name, at: new Date(connectedAt) };
  const atOnce: MailRef[] = [];
  for (const { userId, email, name } of users.filter(({ active }) => active)) {
    for (const { day, reason } of SCHEDULE) {
      const mailId = `mfa/${String(epoch)}/${userId}/day-${String(day)}`;
      const content = mfaMail({ firm, name, connected, reason, portalUrl: deps.portalUrl });
      const dueAt = new Date(Date.parse(connectedAt) + day * DAY_MS);
      await deps.outbox.put(
        { mailId, firmId, to: email, userId, ...content, onlyWithoutMfa: { userId, connectedAt } },
        dueAt,
      );
      if (day === 0) atOnce.push({ firmId, mailId });
    }
  }
  return atOnce;
}

/** The mail that an admin asks for. */
export async function putReminder(
  deps: RemindDeps,
  user: User,
  connection: Connection | undefined,
  askedBy: string,
): Promise<MailRef> {
  const { firmId, userId, email, name } = user;
  const firm = await deps.firms.get(firmId);
  if (firm === undefined) throw new Error('A user without a firm');
  const now = deps.clock.now();
  const connected =
    connection !== undefined && requiresMfa(connection)
      ? { by: connection.connectedBy.name, at: new Date(connection.connectedAt) }
      : undefined;
  const mailId = `mfa/asked/${userId}/${now.toISOString()}`;
  const content = mfaMail({ firm, name, connected, reason: { askedBy }, portalUrl: deps.portalUrl });
  await deps.outbox.put({ mailId, firmId, to: email, userId, ...content, onlyWithoutMfa: { userId } }, now);
  return { firmId, mailId };
}

export interface MfaMailCheckDeps {
  users: Pick<UserRepository, 'get'>;
  directory: Pick<UserDirectory, 'hasMfa'>;
  connections: Pick<ConnectionRepository, 'get'>;
}

/** Whether a mail about MFA still has a reason; all others have. */
export function makeMfaMailCheck({ users, directory, connections }: MfaMailCheckDeps) {
  return async ({ firmId, onlyWithoutMfa }: Mail): Promise<boolean> => {
    if (onlyWithoutMfa === undefined) return true;
    const { userId, connectedAt } = onlyWithoutMfa;
    const [user, connection] = await Promise.all([users.get(firmId, userId), connections.get(firmId)]);
    if (user?.active !== true) return false;
    // Another connect has mails of its own.
    const ended = !requiresMfa(connection) || connection?.connectedAt !== connectedAt;
    if (connectedAt !== undefined && ended) return false;
    return !(await directory.hasMfa(userId));
  };
}

/** Side by side, because somebody waits for the answer. */
const LANES = 5;
/** More would keep that somebody waiting; the schedule sends the rest within five minutes. */
const AT_ONCE = 25;

/** Sends what is due while the caller waits. What fails is sent later, by the schedule. */
export async function deliverSoon(deps: DeliverDeps, mails: readonly MailRef[]): Promise<void> {
  const now = mails.slice(0, AT_ONCE);
  await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      deliver(
        deps,
        now.filter((_mail, index) => index % LANES === lane),
      ),
    ),
  );
}
