import { Alert, Stack, Text } from '@mantine/core';
import type { Connection } from '../../api/types.ts';
import { manageClientsText } from '../../text/manage-clients.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** Leads to the sync that waits for an approval, if the last one does. */
export function HeldRemovals({ connection }: { connection: Connection | undefined }) {
  const lastSync = connection?.state === 'connected' ? connection.lastSync : null;
  if (lastSync?.status !== 'held') return null;
  return (
    <Alert color="yellow" role="status" title={manageClientsText.heldTitle}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{manageClientsText.held}</Text>
        <LinkButton size="xs" to="/syncs/$syncId" params={{ syncId: lastSync.syncId }}>
          {manageClientsText.review}
        </LinkButton>
      </Stack>
    </Alert>
  );
}
