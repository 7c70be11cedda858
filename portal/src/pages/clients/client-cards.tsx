import { Paper, Stack, Text } from '@mantine/core';
import type { ClientRow } from '../../api/types.ts';
import { ClientBadges } from '../../clients/client-badges.tsx';
import { EmailLink, PhoneLink } from '../../clients/reach-links.tsx';
import { clientsText } from '../../text/clients.ts';
import { ClientName } from './client-name.tsx';
import { reachOf } from './reach.ts';

/** The rows on a phone. */
export function ClientCards({ clients }: { clients: readonly ClientRow[] }) {
  return (
    <Stack component="ul" aria-label={clientsText.table} gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
      {clients.map((client) => (
        <Paper key={client.clientId} component="li" withBorder p="sm">
          <ClientCard client={client} />
        </Paper>
      ))}
    </Stack>
  );
}

function ClientCard({ client }: { client: ClientRow }) {
  const { email, phone } = reachOf(client);
  return (
    <Stack gap={6} align="flex-start">
      <ClientName client={client} />
      <ClientBadges client={client} />
      {client.primaryContact !== undefined && <Text size="sm">{client.primaryContact.name}</Text>}
      {email !== undefined && <EmailLink email={email} />}
      {phone !== undefined && <PhoneLink phone={phone} />}
    </Stack>
  );
}
