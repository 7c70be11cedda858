import { Card, Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { commonText } from '../text/common.ts';

/** As high as the card of a connected firm. */
export function ConnectionCardSkeleton() {
  return (
    <Card withBorder padding="lg" aria-busy>
      <VisuallyHidden role="status">{commonText.loading}</VisuallyHidden>
      <Stack gap="md">
        <Group justify="space-between">
          <Skeleton height={24} width={200} />
          <Skeleton height={20} width={90} radius="xl" />
        </Group>
        <Skeleton height={150} />
      </Stack>
    </Card>
  );
}
