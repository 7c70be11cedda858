import { Anchor, Badge, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { importText } from '../../text/import-clients.ts';
import type { ImportRow, Outcome } from './row-view.ts';

const COLORS = { skipped: 'orange', created: 'teal', updated: 'blue', unchanged: 'gray' } as const;

interface RowTableProps {
  rows: readonly ImportRow[];
  labels: Readonly<Record<Outcome, string>>;
  linked: boolean;
}

export function RowTable({ rows, labels, linked }: RowTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={0}
      maxHeight={300}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': importText.table } }}
    >
      <Table aria-label={importText.table} layout="fixed" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={64}>
              {importText.row}
            </Table.Th>
            <Table.Th scope="col">{importText.client}</Table.Th>
            <Table.Th scope="col" w={112}>
              {importText.outcome}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.row}>
              <Table.Th scope="row" fw="normal">
                {row.row}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <RowClient row={row} linked={linked} />
                {row.reason !== null && (
                  <Text size="xs" c="dimmed">
                    {row.reason}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Badge variant="light" color={COLORS[row.outcome]} c="var(--mantine-color-text)" tt="none">
                  {labels[row.outcome]}
                </Badge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RowClient({ row: { clientId, clientName }, linked }: { row: ImportRow; linked: boolean }) {
  const name = clientName === '' ? importText.noName : clientName;
  if (!linked || clientId === null) return <Text size="sm">{name}</Text>;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/clients/$clientId" params={{ clientId }} {...props} />}
    >
      {name}
    </Anchor>
  );
}
