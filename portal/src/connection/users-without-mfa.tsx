import { List, Stack, Text } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { LinkAnchor } from '../ui/link-anchor.tsx';

const SHOWN = 4;

interface UsersWithoutMfaProps {
  users: NonNullable<Connection['usersWithoutMfa']>;
}

/** Whom connecting keeps from working until they have set up MFA. */
export function UsersWithoutMfa({ users }: UsersWithoutMfaProps) {
  if (users.length === 0) return null;
  const more = users.length - SHOWN;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {connectionText.restrictedTitle(users.length)}
      </Text>
      <Text size="sm">{connectionText.restricted}</Text>
      <List size="sm" spacing={2}>
        {users.slice(0, SHOWN).map(({ userId, name }) => (
          <List.Item key={userId}>{name}</List.Item>
        ))}
        {more > 0 && <List.Item>{connectionText.andMore(more)}</List.Item>}
      </List>
      <LinkAnchor to="/settings/users" size="sm">
        {connectionText.toUsers}
      </LinkAnchor>
    </Stack>
  );
}
