import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import { warnOfOwnerLeft, type WarnDeps } from '#domain/connection/warn-admins.ts';
import type { ChangeAccessDeps } from '#domain/user/change-access.ts';
import { changeAccess } from '#domain/user/change-access.ts';
import { userNotFound } from '#domain/user/errors.ts';
import type { UserDirectory } from '#domain/user/ports.ts';
import type { SeatDeps } from '#domain/user/seats.ts';
import { withSeat } from '#domain/user/seats.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { userView } from '../user-view.ts';
import type { contract } from './contract.ts';

export interface Deps extends ChangeAccessDeps, SeatDeps, WarnDeps {
  users: ChangeAccessDeps['users'];
  directory: Pick<UserDirectory, 'setEnabled'>;
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  path: { userId: string };
  body: z.output<NonNullable<(typeof contract)['body']>>;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { userId }, body }: Request) => {
    const { firmId } = caller.user;
    const before = await deps.users.get(firmId, userId);
    if (before === undefined) throw userNotFound();
    const changing = () => change(deps, firmId, userId, body);
    await (body.active === true ? withSeat(deps, firmId, before.email, changing) : changing());
    const after = await deps.users.get(firmId, userId);
    if (after === undefined) throw userNotFound();
    await deps.audit.append(
      actOf(caller, deps.clock, 'USER_CHANGED', {
        userId,
        role: after.role,
        active: after.active,
        renamed: after.name !== before.name,
      }),
    );
    if (body.active === false) await warnOfOwnerLeft(deps, firmId, userId);
    return { body: userView(after) };
  };
}

/** Each step may be repeated. Access is given last and taken first, because it counts at once. */
async function change(deps: Deps, firmId: string, userId: string, body: Request['body']): Promise<void> {
  const { name, role, active } = body;
  if (active === true) await deps.directory.setEnabled(userId, true);
  if (role !== undefined || active !== undefined) {
    await changeAccess(deps, firmId, userId, (user) => ({
      role: role ?? user.role,
      active: active ?? user.active,
    }));
  }
  if (active === false) await deps.directory.setEnabled(userId, false);
  if (name !== undefined) await deps.users.rename(firmId, userId, name);
}
