import { Card, Group, Stack, Text } from '@mantine/core';
import { durationOf } from '../../syncs/progress.ts';
import { SyncBadge } from '../../syncs/sync-badge.tsx';
import { changesOf, startOf } from '../../syncs/sync-words.ts';
import { durationInWords, syncsText } from '../../text/syncs.ts';
import { When } from '../../ui/when.tsx';
import type { SyncsProps } from './sync-table.tsx';
import { LinkAnchor } from '../../ui/link-anchor.tsx';

/** The same as the table, for a phone. */
export function SyncCards({ syncs, now }: SyncsProps) {
  return (
    <Stack gap="sm" component="ul" p={0} m={0} aria-label={syncsText.caption}>
      {syncs.map((sync) => (
        <Card key={sync.syncId} component="li" withBorder padding="md">
          <Group justify="space-between" gap="xs">
            <LinkAnchor to="/syncs/$syncId" params={{ syncId: sync.syncId }} fw={600}>
              <When at={sync.startedAt} />
            </LinkAnchor>
            <SyncBadge status={sync.status} />
          </Group>
          <Text size="sm" mt={6}>
            {changesOf(sync)}
          </Text>
          <Text size="sm" c="dimmed">
            {syncsText.cardDetails(startOf(sync), durationInWords(durationOf(sync, now)), sync.xeroRequests)}
          </Text>
        </Card>
      ))}
    </Stack>
  );
}
