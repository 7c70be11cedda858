import { Box, Skeleton, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Output } from '../../api/types.ts';
import { commonText } from '../../text/common.ts';
import { syncsText } from '../../text/syncs.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { NoSyncsYet } from './no-syncs-yet.tsx';
import { SyncCards } from './sync-cards.tsx';
import { SyncTable } from './sync-table.tsx';

interface SyncListProps {
  query: UseQueryResult<Output<'list-syncs'>>;
  filtered: boolean;
}

/** A table where there is room for one, cards on a phone. */
export function SyncList({ query: { data, error, refetch, dataUpdatedAt }, filtered }: SyncListProps) {
  if (data === undefined && error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Box aria-busy>
        <VisuallyHidden role="status">{commonText.loading}</VisuallyHidden>
        <Skeleton height={420} />
      </Box>
    );
  }
  if (data.syncs.length === 0 && !filtered) return <NoSyncsYet />;
  // A filtered page may be empty although later ones are not: only a missing cursor ends the list.
  if (data.syncs.length === 0) {
    return (
      <EmptyState
        title={data.cursor === null ? syncsText.noneFoundTitle : syncsText.noneHereTitle}
        words={data.cursor === null ? syncsText.noneFound : syncsText.noneHere}
      />
    );
  }
  return (
    <>
      <Box visibleFrom="md">
        <SyncTable syncs={data.syncs} now={dataUpdatedAt} />
      </Box>
      <Box hiddenFrom="md">
        <SyncCards syncs={data.syncs} now={dataUpdatedAt} />
      </Box>
    </>
  );
}
