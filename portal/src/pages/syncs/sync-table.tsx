import { Table } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { durationOf } from '../../syncs/progress.ts';
import { SyncBadge } from '../../syncs/sync-badge.tsx';
import { changesOf, startOf } from '../../syncs/sync-words.ts';
import { durationInWords, syncsText } from '../../text/syncs.ts';
import { When } from '../../ui/when.tsx';
import { LinkAnchor } from '../../ui/link-anchor.tsx';

const { columns } = syncsText;

export interface SyncsProps {
  syncs: readonly SyncRecord[];
  /** When they were read, in milliseconds: what a running sync's duration counts to. */
  now: number;
}

export function SyncTable({ syncs, now }: SyncsProps) {
  return (
    <Table verticalSpacing="sm" highlightOnHover aria-label={syncsText.caption}>
      <Table.Thead>
        <Table.Tr>
          {[columns.started, columns.status, columns.trigger, columns.changes].map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
          {[columns.duration, columns.requests].map((column) => (
            <Table.Th key={column} scope="col" ta="right">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {syncs.map((sync) => (
          <Table.Tr key={sync.syncId}>
            <Table.Th scope="row" fw={400}>
              <LinkAnchor to="/syncs/$syncId" params={{ syncId: sync.syncId }} size="sm">
                <When at={sync.startedAt} />
              </LinkAnchor>
            </Table.Th>
            <Table.Td>
              <SyncBadge status={sync.status} />
            </Table.Td>
            <Table.Td>{startOf(sync)}</Table.Td>
            <Table.Td>{changesOf(sync)}</Table.Td>
            <Table.Td ta="right">{durationInWords(durationOf(sync, now))}</Table.Td>
            <Table.Td ta="right">{sync.xeroRequests}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
