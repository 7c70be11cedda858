import { Card, Stack, Text, Title } from '@mantine/core';
import type { Connection } from '../../api/types.ts';
import { manageClientsText } from '../../text/manage-clients.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** The other way in, while nothing syncs; a broken connection still holds the clients. */
export function ImportByHand({ connection }: { connection: Connection | undefined }) {
  if (connection?.state !== 'never' && connection?.state !== 'disconnected') return null;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="import-by-hand">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4" id="import-by-hand">
          {manageClientsText.importTitle}
        </Title>
        <Text c="dimmed">{manageClientsText.importWords}</Text>
        <LinkButton variant="light" to="/clients">
          {manageClientsText.toImport}
        </LinkButton>
      </Stack>
    </Card>
  );
}
