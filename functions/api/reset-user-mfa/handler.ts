import type { AuditLog } from '#domain/audit/ports.ts';
import type { Clock } from '#domain/system.ts';
import { userNotFound } from '#domain/user/errors.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps {
  users: Pick<UserRepository, 'get'>;
  directory: Pick<UserDirectory, 'switchMfa' | 'signOut'>;
  audit: AuditLog;
  clock: Clock;
}

export function makeHandler({ users, directory, audit, clock }: Deps) {
  return async ({ caller, path: { userId } }: { caller: Caller; path: { userId: string } }) => {
    if ((await users.get(caller.user.firmId, userId)) === undefined) throw userNotFound();
    await directory.switchMfa(userId, false);
    // Whoever has the device now may still have a session on it.
    await directory.signOut(userId);
    await audit.append(actOf(caller, clock, 'MFA_RESET', { userId }));
    return { body: undefined };
  };
}
