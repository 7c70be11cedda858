import { Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMe } from '../../app/use-me.ts';
import { isAtWork } from '../../syncs/progress.ts';
import { SyncBadge } from '../../syncs/sync-badge.tsx';
import { syncText } from '../../text/sync.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pager } from '../../ui/pager.tsx';
import type { Cursors } from '../../ui/use-cursors.ts';
import { formatWhen } from '../../ui/when.tsx';
import { ClientGaps } from './client-gaps.tsx';
import { HeldRemovals } from './held-removals.tsx';
import { SyncCounts } from './sync-counts.tsx';
import { SyncFacts } from './sync-facts.tsx';
import { SyncIssues } from './sync-issues.tsx';
import { SyncOutcome } from './sync-outcome.tsx';
import { SyncProgress } from './sync-progress.tsx';
import type { SyncWithIssues } from './use-sync.ts';

interface SyncViewProps {
  sync: SyncWithIssues;
  /** When it was read, in milliseconds. */
  now: number;
  cursors: Cursors;
}

export function SyncView({ sync, now, cursors }: SyncViewProps) {
  const { firm } = useMe();
  return (
    <>
      <LinkButton
        variant="subtle"
        size="compact-sm"
        mb="xs"
        px={4}
        leftSection={<IconArrowLeft size={14} aria-hidden />}
        to="/syncs"
      >
        {syncText.back}
      </LinkButton>
      <PageHeader title={syncText.title(formatWhen(sync.startedAt, firm.timeZone))}>
        <SyncBadge status={sync.status} />
      </PageHeader>
      <Stack gap="lg">
        {isAtWork(sync) ? <SyncProgress sync={sync} /> : <SyncOutcome sync={sync} />}
        {sync.status === 'held' && <HeldRemovals sync={sync} />}
        {!isAtWork(sync) && sync.failure === null && <SyncCounts counts={sync.counts} />}
        <ClientGaps attention={sync.attention} />
        <SyncIssues sync={sync} />
        <Pager cursors={cursors} nextCursor={sync.issuesCursor} />
        <SyncFacts sync={sync} now={now} />
      </Stack>
    </>
  );
}
