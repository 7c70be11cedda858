import { Anchor, Table } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { syncText } from '../../text/sync.ts';
import type { SyncWithIssues } from './use-sync.ts';

const words = syncText.issues;

interface IssueTableProps {
  issues: SyncWithIssues['issues'];
  label: string;
  /** Without: all have the same, which the heading says. */
  withReason: boolean;
}

export function IssueTable({ issues, label, withReason }: IssueTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={withReason ? 520 : 320}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table verticalSpacing="xs" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.client}</Table.Th>
            {withReason && <Table.Th scope="col">{words.reason}</Table.Th>}
            <Table.Th scope="col">{words.link}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {issues.map(({ code, name, xpmUuid, message, webUrl }, index) => (
            <Table.Tr key={`${code}/${xpmUuid ?? ''}/${String(index)}`}>
              <Table.Th scope="row" fw={500}>
                {name ?? words.unnamed}
              </Table.Th>
              {withReason && <Table.Td>{message}</Table.Td>}
              <Table.Td>{webUrl !== null && <OpenInPractice href={webUrl} name={name} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function OpenInPractice({ href, name }: { href: string; name: string | null }) {
  return (
    <Anchor
      href={href}
      target="_blank"
      rel="noreferrer"
      size="sm"
      aria-label={words.openFor(name ?? words.unnamed)}
    >
      {words.open} <IconExternalLink size={14} aria-hidden />
    </Anchor>
  );
}
