import { Group, Text } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { When } from '../../ui/when.tsx';

/** Why somebody gets no mail of the portal any more; nothing while they do. */
export function MailProblem({ problem }: { problem: UserRow['mailProblem'] }) {
  if (problem === null) return null;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" mt={2}>
      <IconMailX
        size={16}
        color="var(--mantine-color-error)"
        style={{ flex: 'none', marginTop: 2 }}
        aria-hidden
      />
      <Text size="xs" c="var(--mantine-color-error)">
        {usersText.mailProblems[problem.kind]} <When at={problem.at} />
      </Text>
    </Group>
  );
}
