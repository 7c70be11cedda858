import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Connection } from '../../api/types.ts';
import { ImportClients } from '../../clients/import/import-clients.tsx';
import { manageClientsText } from '../../text/manage-clients.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** The other way in, while nothing syncs; a broken connection still holds the clients. */
export function ImportByHand({ connection }: { connection: Connection | undefined }) {
  const [opened, { open, close }] = useDisclosure(false);
  if (connection?.state !== 'never' && connection?.state !== 'disconnected') return null;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="import-by-hand">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4" id="import-by-hand">
          {manageClientsText.importTitle}
        </Title>
        <Text c="dimmed">{manageClientsText.importWords}</Text>
        <Group gap="sm">
          <Button variant="light" onClick={open}>
            {manageClientsText.importFile}
          </Button>
          <LinkButton variant="subtle" to="/clients">
            {manageClientsText.toClients}
          </LinkButton>
        </Group>
      </Stack>
      <ImportClients opened={opened} onClose={close} />
    </Card>
  );
}
