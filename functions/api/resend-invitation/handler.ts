import type { AuditLog } from '#domain/audit/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { Clock } from '#domain/system.ts';
import { invitationTakenUp, userInactive, userNotFound } from '#domain/user/errors.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps {
  users: Pick<UserRepository, 'get' | 'takeInvitation'>;
  directory: Pick<UserDirectory, 'inviteAgain'>;
  audit: AuditLog;
  clock: Clock;
}

const MINUTE_MS = 60_000;

export function makeHandler({ users, directory, audit, clock }: Deps) {
  return async ({ caller, path: { userId } }: { caller: Caller; path: { userId: string } }) => {
    const { firmId } = caller.user;
    const user = await users.get(firmId, userId);
    if (user === undefined) throw userNotFound();
    if (!user.active) throw userInactive();
    if (user.lastSignInAt !== undefined) throw invitationTakenUp();
    const now = clock.now();
    if (!(await users.takeInvitation(firmId, userId, now, new Date(now.getTime() - MINUTE_MS)))) {
      throw new DomainError(
        'too-many',
        'INVITED_RECENTLY',
        'This user was invited again within the last minute. Try again later.',
      );
    }
    // Sign-ins are noted at best; the sign-in service knows for certain.
    if ((await directory.inviteAgain(user.email)) === 'taken-up') throw invitationTakenUp();
    await audit.append(actOf(caller, clock, 'USER_REINVITED', { userId }));
    return { body: { email: user.email } };
  };
}
