import { Card, Skeleton, Stack } from '@mantine/core';

export function SetUpSkeleton() {
  return (
    <Card withBorder padding="lg" aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width={260} />
        <Skeleton height={60} />
        <Skeleton height={260} />
        <Skeleton height={110} />
      </Stack>
    </Card>
  );
}
