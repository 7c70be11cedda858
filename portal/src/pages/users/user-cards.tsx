import { Card, Group, Stack, Text } from '@mantine/core';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { LastSignIn } from './last-sign-in.tsx';
import { MfaBadge } from './mfa-badge.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { Dialog } from './use-dialog.ts';
import { UserActions } from './user-actions.tsx';
import { UserName } from './user-name.tsx';

interface UserCardsProps {
  users: readonly UserRow[];
  onAsk: (dialog: Dialog) => void;
}

/** The table's rows where they are too wide. */
export function UserCards({ users, onAsk }: UserCardsProps) {
  return (
    <Stack
      component="ul"
      gap="sm"
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-label={usersText.tableLabel}
    >
      {users.map((user) => (
        <Card component="li" key={user.userId} withBorder padding="md">
          <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
            <UserName user={user} />
            <UserActions user={user} onAsk={onAsk} />
          </Group>
          <Group gap="xs" mt="sm">
            <StatusBadge user={user} />
            <Text size="sm">{usersText.roles[user.role]}</Text>
            <Text size="sm" c="dimmed" component="span">
              {usersText.mfa}
            </Text>
            <MfaBadge mfa={user.mfa} />
          </Group>
          <Text size="sm" c="dimmed" mt="xs">
            {usersText.lastSignIn}: <LastSignIn user={user} />
          </Text>
        </Card>
      ))}
    </Stack>
  );
}
