import type { AuditLog } from '#domain/audit/ports.ts';
import { warnOfOwnerLeft, type WarnDeps } from '#domain/connection/warn-admins.ts';
import { DomainError } from '#domain/errors.ts';
import type { ChangeAccessDeps } from '#domain/user/change-access.ts';
import { changeAccess } from '#domain/user/change-access.ts';
import type { UserDirectory } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends ChangeAccessDeps, WarnDeps {
  users: ChangeAccessDeps['users'];
  directory: Pick<UserDirectory, 'remove'>;
  audit: AuditLog;
}

/** Repeatable until the last step: a removal that broke off leaves a user who may do nothing and can be removed. */
export function makeHandler(deps: Deps) {
  return async ({ caller, path: { userId } }: { caller: Caller; path: { userId: string } }) => {
    const { directory, audit, clock } = deps;
    const { firmId } = caller.user;
    const { change } = await changeAccess(deps, firmId, userId, ({ role }) => ({ role, active: false }));
    await warnOfOwnerLeft(deps, firmId, userId);
    await directory.remove(userId);
    await audit.append(actOf(caller, clock, 'USER_REMOVED', { userId }));
    // Somebody changed the user since the first step.
    if (!(await deps.users.remove(firmId, userId, change))) {
      throw new DomainError('conflict', 'USERS_CHANGING', 'This user is being changed right now. Try again.');
    }
    return { body: undefined };
  };
}
