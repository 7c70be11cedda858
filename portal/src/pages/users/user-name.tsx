import { Avatar, Badge, Group, Stack, Text } from '@mantine/core';
import { useMe } from '../../app/use-me.ts';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { MailProblem } from './mail-problem.tsx';

export function UserName({ user: { userId, name, email, active, mailProblem } }: { user: UserRow }) {
  const me = useMe();
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <Avatar name={name} color={active ? 'brand' : 'gray'} radius="xl" size={36} aria-hidden />
      <Stack gap={0} miw={0}>
        <Group gap={6}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {userId === me.userId && (
            <Badge size="sm" variant="default">
              {usersText.you}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {email}
        </Text>
        <MailProblem problem={mailProblem} />
      </Stack>
    </Group>
  );
}
