import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { When } from '../ui/when.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { HealthWarnings } from './health-warnings.tsx';
import { shownState } from './state.ts';
import { SyncTimes } from './sync-times.tsx';

interface ConnectionCardProps {
  connection: Connection;
  /** What can be done about it. */
  children?: ReactNode;
}

/** The connection at a glance: its state in words, its practice, its syncs. */
export function ConnectionCard({ connection, children }: ConnectionCardProps) {
  return (
    <Card withBorder padding="lg" component="section" aria-label={connectionText.product}>
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4">
            {connectionText.product}
          </Title>
          <ConnectionBadge state={shownState(connection)} />
        </Group>
        <StateInWords connection={connection} />
        <HealthWarnings health={connection.health} />
        {connection.state !== 'never' && (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
            <ConnectionFacts connection={connection} />
            {connection.state === 'connected' && <SyncTimes connection={connection} />}
          </SimpleGrid>
        )}
        {Boolean(children) && <Group gap="sm">{children}</Group>}
      </Stack>
    </Card>
  );
}

function StateInWords({ connection: { state, disconnect } }: { connection: Connection }) {
  if (state === 'connected') return null;
  if (state === 'never' || disconnect === null) {
    return <Text c="dimmed">{connectionText.neverHelp}</Text>;
  }
  const { cause, at, by } = disconnect;
  return (
    <Stack gap={4}>
      <Text fw={600}>
        {connectionText.disconnectedWhy[cause](by?.name)}, <When at={at} />
      </Text>
      <Text c="dimmed">{connectionText.disconnectedHelp[cause]}</Text>
    </Stack>
  );
}
