import { Badge, Code, Group, Table, Text } from '@mantine/core';
import type { AuditEntry } from '../../api/types.ts';
import { actInWords, auditText, detailInWords } from '../../text/audit.ts';
import { When } from '../../ui/when.tsx';

export function AuditTable({ events }: { events: AuditEntry[] }) {
  return (
    <Table.ScrollContainer
      minWidth={760}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': auditText.table } }}
    >
      <Table striped verticalSpacing="sm" aria-label={auditText.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{auditText.when}</Table.Th>
            <Table.Th scope="col">{auditText.actor}</Table.Th>
            <Table.Th scope="col">{auditText.action}</Table.Th>
            <Table.Th scope="col">{auditText.source}</Table.Th>
            <Table.Th scope="col">{auditText.details}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <AuditRow key={event.auditId} event={event} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function AuditRow({ event: { at, actor, action, source, result, details } }: { event: AuditEntry }) {
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <When at={at} />
      </Table.Td>
      <Table.Td>{actor === 'system' ? auditText.system : actor.name}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {actInWords(action)}
          {result === 'failure' && (
            <Badge color="red" variant="light">
              {auditText.failure}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Code>{source}</Code>
      </Table.Td>
      <Table.Td>
        {Object.entries(details).map(([key, value]) => (
          <Text key={key} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {detailInWords(key)}: {String(value)}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
