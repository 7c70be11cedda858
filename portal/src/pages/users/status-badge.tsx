import { Badge } from '@mantine/core';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';

/** Active, invited but not yet here, or inactive (in yellow, as it keeps somebody out). */
export function StatusBadge({ user: { active, lastSignInAt } }: { user: UserRow }) {
  if (!active)
    return (
      <Badge color="yellow.4" c="black" variant="filled">
        {usersText.inactive}
      </Badge>
    );
  if (lastSignInAt === null) return <Badge variant="default">{usersText.invited}</Badge>;
  return (
    <Badge color="teal.9" variant="filled">
      {usersText.active}
    </Badge>
  );
}
