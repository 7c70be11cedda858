import type { AuditLog } from '#domain/audit/ports.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { mfaAlreadyOn, userInactive, userNotFound } from '#domain/user/errors.ts';
import type { RemindDeps } from '#domain/user/mfa-reminders.ts';
import { deliverSoon, putReminder } from '#domain/user/mfa-reminders.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { User } from '#domain/user/user.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends RemindDeps, DeliverDeps {
  users: UserRepository;
  connections: Pick<ConnectionRepository, 'get'>;
  directory: Pick<UserDirectory, 'hasMfa'>;
  audit: AuditLog;
}

const HOUR_MS = 3_600_000;

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { userId } }: { caller: Caller; path: { userId: string } }) => {
    const { firmId, name } = caller.user;
    const user = await mustNeedIt(deps, firmId, userId);
    const connection = await deps.connections.get(firmId);
    const now = deps.clock.now();
    if (!(await deps.users.takeReminder(firmId, userId, now, new Date(now.getTime() - HOUR_MS)))) {
      throw new DomainError(
        'too-many',
        'REMINDED_RECENTLY',
        'This user was reminded within the last hour. Try again later.',
      );
    }
    const mail = await putReminder(deps, user, connection, name);
    await deps.audit.append(actOf(caller, deps.clock, 'MFA_REMINDED', { userId }));
    await deliverSoon(deps, [mail]);
    return { body: { email: user.email } };
  };
}

async function mustNeedIt({ users, directory }: Deps, firmId: string, userId: string): Promise<User> {
  const user = await users.get(firmId, userId);
  if (user === undefined) throw userNotFound();
  if (!user.active) throw userInactive();
  if (await directory.hasMfa(userId)) throw mfaAlreadyOn();
  return user;
}
