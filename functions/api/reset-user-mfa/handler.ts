import type { AuditLog } from '#domain/audit/ports.ts';
import { userNotFound } from '#domain/user/errors.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import { tellOfMfaChange, type TellOfMfaChangeDeps } from '#domain/user/tell-of-mfa-change.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends TellOfMfaChangeDeps {
  users: Pick<UserRepository, 'get'>;
  directory: Pick<UserDirectory, 'switchMfa' | 'signOut'>;
  audit: AuditLog;
}

export function makeHandler(deps: Deps) {
  const { users, directory, audit, clock } = deps;
  return async ({ caller, path: { userId } }: { caller: Caller; path: { userId: string } }) => {
    const { firmId, name } = caller.user;
    const user = await users.get(firmId, userId);
    if (user === undefined) throw userNotFound();
    await tellOfMfaChange(deps, user, { resetBy: name }, caller.requestId);
    await directory.switchMfa(userId, false);
    // Whoever has the device now may still have a session on it.
    await directory.signOut(userId);
    await audit.append(actOf(caller, clock, 'MFA_RESET', { userId }));
    return { body: undefined };
  };
}
