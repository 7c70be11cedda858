import { Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { clientText } from '../../text/client.ts';
import { BackLink } from './back-link.tsx';

/** As high as a client's header and profile. */
export function ClientSkeleton() {
  return (
    <div aria-busy>
      <BackLink />
      <VisuallyHidden role="status">{clientText.loading}</VisuallyHidden>
      <Group justify="space-between" align="flex-start" mb="lg">
        <Stack gap={8}>
          <Skeleton height={34} width={260} />
          <Skeleton height={20} width={90} radius="xl" />
        </Stack>
        <Skeleton height={36} width={140} />
      </Group>
      <Skeleton height={36} mb="md" />
      <Skeleton height={470} />
    </div>
  );
}
