import { Group, Text, Title } from '@mantine/core';
import { syncText } from '../../text/sync.ts';
import { DownloadIssues } from './download-issues.tsx';
import { IssueTable } from './issue-table.tsx';
import type { SyncWithIssues } from './use-sync.ts';

const words = syncText.issues;

/** Who would be archived, and which records somebody should correct; one page of both. */
export function SyncIssues({ sync: { syncId, issues } }: { sync: SyncWithIssues }) {
  const held = issues.filter(({ code }) => code === 'REMOVAL_HELD');
  const others = issues.filter(({ code }) => code !== 'REMOVAL_HELD');
  if (issues.length === 0) return null;
  return (
    <>
      {held.length > 0 && (
        <div>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {words.held}
            </Title>
            <DownloadIssues syncId={syncId} />
          </Group>
          <IssueTable issues={held} label={words.held} withReason={false} />
        </div>
      )}
      {others.length > 0 && (
        <div>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {words.others}
            </Title>
            {held.length === 0 && <DownloadIssues syncId={syncId} />}
          </Group>
          <Text size="sm" c="dimmed" mb="xs">
            {words.othersLead}
          </Text>
          <IssueTable issues={others} label={words.others} withReason />
        </div>
      )}
    </>
  );
}
