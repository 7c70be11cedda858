import { Anchor, DataList, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ClientView } from '../../api/types.ts';
import { webAddressOf } from '../../clients/addresses.ts';
import { EmailLink, PhoneLink } from '../../clients/reach-links.tsx';
import { useCompact } from '../../clients/use-compact.ts';
import { clientText } from '../../text/client.ts';
import { clientsText } from '../../text/clients.ts';
import { When } from '../../ui/when.tsx';

const { details } = clientText;

export function ProfileTab({ client }: { client: ClientView }) {
  const compact = useCompact();
  const fromXpm = client.xpmUuid !== undefined;
  return (
    <Paper withBorder p="md">
      <DataList withDivider labelWidth={180} orientation={compact ? 'vertical' : 'horizontal'}>
        <Detail label={details.name}>{client.name}</Detail>
        <Detail label={details.status}>{clientsText.statusNames[client.status]}</Detail>
        <Detail label={details.email}>
          {client.email !== undefined && <EmailLink email={client.email} />}
        </Detail>
        <Detail label={details.phone}>
          {client.phone !== undefined && <PhoneLink phone={client.phone} />}
        </Detail>
        <Detail label={details.website}>
          {client.website !== undefined && <Website website={client.website} />}
        </Detail>
        <Detail label={details.address}>{client.address}</Detail>
        <Detail label={details.city}>{client.city}</Detail>
        <Detail label={details.region}>{client.region}</Detail>
        <Detail label={details.postCode}>{client.postCode}</Detail>
        <Detail label={details.country}>{client.country}</Detail>
        {fromXpm && (
          <>
            <Detail label={details.exportCode}>{client.exportCode}</Detail>
            <Detail label={details.accountManager}>{client.accountManager}</Detail>
            <Detail label={details.jobManager}>{client.jobManager}</Detail>
          </>
        )}
        <Detail label={details.updatedAt}>
          <When at={client.updatedAt} />
        </Detail>
      </DataList>
    </Paper>
  );
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  const given = children !== undefined && children !== false;
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {given ? (
          children
        ) : (
          <Text span size="sm" c="dimmed">
            {clientText.notGiven}
          </Text>
        )}
      </DataList.ItemValue>
    </DataList.Item>
  );
}

function Website({ website }: { website: string }) {
  const address = webAddressOf(website);
  if (address === undefined) return website;
  return (
    <Anchor size="sm" href={address} target="_blank" rel="noopener noreferrer">
      {website}
    </Anchor>
  );
}
