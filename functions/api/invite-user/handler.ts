import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { Clock } from '#domain/system.ts';
import { emailTaken } from '#domain/user/errors.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { auditOf } from '../audit-of.ts';
import { userView } from '../user-view.ts';
import type { contract } from './contract.ts';

export interface Deps {
  users: Pick<UserRepository, 'create'>;
  directory: Pick<UserDirectory, 'invite'>;
  audit: AuditLog;
  clock: Clock;
}

interface Request {
  caller: Caller;
  body: z.output<NonNullable<(typeof contract)['body']>>;
}

export function makeHandler({ users, directory, audit, clock }: Deps) {
  return async ({ caller, body: { email, name, role } }: Request) => {
    const { firmId } = caller.user;
    // Finds the sign-in of an invitation that broke off here, which this one then completes.
    const { userId } = await directory.invite({ email, name, firmId });
    const createdAt = clock.now().toISOString();
    const user = { firmId, userId, email, name, role, active: true, createdAt };
    if (!(await users.create(user))) throw emailTaken();
    await audit.append(auditOf(caller, clock, 'USER_INVITED', { userId, role }));
    return { body: userView(user) };
  };
}
