import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import { emailTaken } from '#domain/user/errors.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { SeatDeps } from '#domain/user/seats.ts';
import { withSeat } from '#domain/user/seats.ts';
import type { User } from '#domain/user/user.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { userView } from '../user-view.ts';
import type { contract } from './contract.ts';

export interface Deps extends SeatDeps {
  users: Pick<UserRepository, 'create' | 'list'>;
  directory: Pick<UserDirectory, 'invite'>;
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  body: z.output<NonNullable<(typeof contract)['body']>>;
}

export function makeHandler(deps: Deps) {
  const { users, directory, audit, clock } = deps;
  return async ({ caller, body: { email, name, role } }: Request) => {
    const { firmId } = caller.user;
    const user = await withSeat(deps, firmId, email, async () => {
      // Finds the sign-in of an invitation that broke off here, which this one then completes.
      const { userId } = await directory.invite({ email, name, firmId });
      const createdAt = clock.now().toISOString();
      const invited: User = { firmId, userId, email, name, role, active: true, createdAt };
      if (!(await users.create(invited))) throw emailTaken();
      return invited;
    });
    const { userId } = user;
    await audit.append(actOf(caller, clock, 'USER_INVITED', { userId, role }));
    return { body: userView(user) };
  };
}
