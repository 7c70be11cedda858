import { Group, Paper, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { commonText } from '../../text/common.ts';

const ROWS = [1, 2, 3, 4, 5];

/** As high as a small firm's list. */
export function UsersSkeleton() {
  return (
    <Stack gap="md" aria-busy>
      <VisuallyHidden role="status">{commonText.loading}</VisuallyHidden>
      <Group justify="space-between">
        <Skeleton height={36} maw={360} flex={1} />
        <Skeleton height={20} width={160} />
      </Group>
      <Paper withBorder p="md">
        <Stack gap="lg">
          {ROWS.map((row) => (
            <Skeleton key={row} height={40} />
          ))}
        </Stack>
      </Paper>
    </Stack>
  );
}
