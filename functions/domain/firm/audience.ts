import type { User } from '../user/user.ts';
import { isActiveAdmin } from '../user/user.ts';
import type { Firm, Recipients } from './firm.ts';

/** Who of these gets this kind of mail; nobody left of the named ones means the admins, so that no mail goes unread. */
export function audienceOf(
  firm: Pick<Firm, 'recipients'>,
  kind: keyof Recipients,
  users: readonly User[],
): User[] {
  const named = firm.recipients?.[kind] ?? 'admins';
  const chosen =
    named === 'admins' ? [] : users.filter(({ userId, active }) => active && named.includes(userId));
  return chosen.length > 0 ? chosen : users.filter(isActiveAdmin);
}
