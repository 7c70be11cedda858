import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { Callout } from '../../ui/callout.tsx';

/** A firm with one admin is locked out when that one is away. */
export function OneAdminHint({ users }: { users: readonly UserRow[] }) {
  const admins = users.filter(({ active, role }) => active && role === 'admin');
  return admins.length === 1 ? <Callout severity="info">{usersText.oneAdmin}</Callout> : null;
}
