import { Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ClientRow } from '../../api/types.ts';
import { ClientBadges } from '../../clients/client-badges.tsx';
import { EmailLink, PhoneLink } from '../../clients/reach-links.tsx';
import { clientsText } from '../../text/clients.ts';
import { ClientName } from './client-name.tsx';
import { reachOf } from './reach.ts';

/** The head alone is what is shown while rows load. */
export function ClientTableFrame({ children }: { children: ReactNode }) {
  return (
    <Table
      aria-label={clientsText.table}
      layout="fixed"
      highlightOnHover
      verticalSpacing="sm"
      withTableBorder
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="33%">
            {clientsText.name}
          </Table.Th>
          <Table.Th scope="col" w="18%">
            {clientsText.primaryContact}
          </Table.Th>
          <Table.Th scope="col" w="32%">
            {clientsText.email}
          </Table.Th>
          <Table.Th scope="col">{clientsText.phone}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  );
}

export function ClientTable({ clients }: { clients: readonly ClientRow[] }) {
  return (
    <ClientTableFrame>
      {clients.map((client) => (
        <ClientTableRow key={client.clientId} client={client} />
      ))}
    </ClientTableFrame>
  );
}

function ClientTableRow({ client }: { client: ClientRow }) {
  const { email, phone } = reachOf(client);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Group gap={8} align="center">
          <ClientName client={client} />
          <ClientBadges client={client} />
        </Group>
      </Table.Th>
      <Table.Td>
        {client.primaryContact === undefined ? (
          <Nothing />
        ) : (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {client.primaryContact.name}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{email === undefined ? <Nothing /> : <EmailLink email={email} />}</Table.Td>
      <Table.Td>{phone === undefined ? <Nothing /> : <PhoneLink phone={phone} />}</Table.Td>
    </Table.Tr>
  );
}

function Nothing() {
  return (
    <Text size="sm" c="dimmed">
      {clientsText.nothing}
    </Text>
  );
}
