import { Card, Stack, Text, Title } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { useMe } from '../../app/use-me.ts';
import { useConnection } from '../../connection/use-connection.ts';
import { syncText } from '../../text/sync.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { ApproveRemovals } from './approve-removals.tsx';

const words = syncText.removals;

/** What an approval means, and the button for it as long as this sync is the last one. */
export function HeldRemovals({ sync }: { sync: SyncRecord }) {
  const { role } = useMe();
  const { data: connection } = useConnection();
  if (connection === undefined) return null;
  const lastSyncId = connection.lastSync?.syncId;
  if (connection.state !== 'connected') return <Text>{words.notConnected}</Text>;
  if (lastSyncId !== undefined && lastSyncId !== sync.syncId) {
    return (
      <Stack gap="xs" align="flex-start">
        <Text>{words.passed}</Text>
        <LinkButton variant="light" to="/syncs/$syncId" params={{ syncId: lastSyncId }}>
          {words.toLastSync}
        </LinkButton>
      </Stack>
    );
  }
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="held-removals">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4" id="held-removals">
          {words.title}
        </Title>
        <Text>{words.words(sync.counts.held)}</Text>
        <Text>{words.check}</Text>
        {role === 'admin' ? (
          <ApproveRemovals syncId={sync.syncId} count={sync.counts.held} />
        ) : (
          <Text fw={600}>{words.adminsOnly}</Text>
        )}
      </Stack>
    </Card>
  );
}
