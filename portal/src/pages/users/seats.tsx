import { Group, Progress, Stack, Text } from '@mantine/core';
import type { Output } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';

/** Seats taken by active users, of those that the membership has. */
export function Seats({ seats: { used, total } }: Pick<Output<'list-users'>, 'seats'>) {
  if (total === null)
    return (
      <Text size="sm" c="dimmed">
        {usersText.seatsWithoutTotal(used)}
      </Text>
    );
  const full = used >= total;
  return (
    <Stack gap={4} maw={320}>
      <Group gap="sm" wrap="nowrap">
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {usersText.seats(used, total)}
        </Text>
        <Progress
          value={Math.min(100, (used / Math.max(total, 1)) * 100)}
          color={full ? 'yellow' : 'brand'}
          w={90}
          aria-hidden
        />
      </Group>
      {full && (
        <Text size="xs" c="dimmed">
          {usersText.seatsTaken}
        </Text>
      )}
    </Stack>
  );
}
