import { lastAdmin, userNotFound, usersChanging } from './errors.ts';
import type { StayingAdmin, StayingAdminRepository, UserRepository } from './ports.ts';
import type { User, UserAccess } from './user.ts';
import { isActiveAdmin } from './user.ts';

export interface ChangeAccessDeps {
  users: UserRepository;
  stayingAdmins: StayingAdminRepository;
}

export interface AccessChanged {
  before: User;
  access: UserAccess;
  /** The number of this change. */
  change: number;
}

/** Far more than a firm's admins could collide at once. */
const ATTEMPTS = 25;

/**
 * Changes what a user may do, and never leaves a firm without an active admin. There are no transactions, so:
 * every change first takes a number on the firm's one record (a conditional write), then writes the user, and a user
 * never takes a change older than their last. Whoever is to stay an admin is named there beforehand (`name`): after
 * taking a number of their own and putting it on the admin, if they still are one. So no older change can touch the
 * named admin any more, and a newer one sees the name and names another first. A crash between two writes leaves
 * unused numbers or a name that is still true.
 */
export async function changeAccess(
  deps: ChangeAccessDeps,
  firmId: string,
  userId: string,
  wanted: (user: User) => UserAccess,
): Promise<AccessChanged> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Before the user: what is read of the user is then at least as new as the number.
    const seen = await deps.stayingAdmins.get(firmId);
    const before = await deps.users.get(firmId, userId);
    if (before === undefined) throw userNotFound();
    const access = wanted(before);
    if (!isActiveAdmin(access) && (seen.userId ?? userId) === userId) {
      await nameAnother(deps, firmId, userId, seen);
      continue;
    }
    const change = seen.change + 1;
    if (!(await deps.stayingAdmins.save(firmId, seen.change, { ...seen, change }))) continue;
    if (await deps.users.setAccess(firmId, userId, access, change)) return { before, access, change };
  }
  throw usersChanging();
}

/** Names another admin who stays; the caller looks again, whether it worked or not. */
async function nameAnother(
  { users, stayingAdmins }: ChangeAccessDeps,
  firmId: string,
  leavingId: string,
  seen: StayingAdmin,
): Promise<void> {
  const all = await users.list(firmId);
  const other = all.find((user) => user.userId !== leavingId && isActiveAdmin(user));
  if (other === undefined) throw lastAdmin();
  const change = seen.change + 1;
  if (!(await stayingAdmins.save(firmId, seen.change, { ...seen, change }))) return;
  const access: UserAccess = { role: 'admin', active: true };
  if (!(await users.setAccess(firmId, other.userId, access, change, true))) return;
  await stayingAdmins.save(firmId, change, { change: change + 1, userId: other.userId });
}
