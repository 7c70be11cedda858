import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../../../api/query.ts';
import { DUPLICATE_STATUSES, type ManageClientsSearch, manageClientsSearch } from '../../../app/search.ts';
import { duplicatesText } from '../../../text/duplicates.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Pager } from '../../../ui/pager.tsx';
import { useCursors } from '../../../ui/use-cursors.ts';
import { DuplicateCard } from './duplicate-card.tsx';

interface DuplicatesSectionProps {
  search: ManageClientsSearch;
  onChange: (search: ManageClientsSearch) => void;
}

/** Pairs that an admin decides about, and those decided before. */
export function DuplicatesSection({ search, onChange }: DuplicatesSectionProps) {
  const status = search.duplicates ?? 'open';
  const cursors = useCursors(status);
  const query = useQuery({
    ...reading('list-duplicates', { query: { status, cursor: cursors.cursor } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack component="section" gap="sm" aria-labelledby="duplicates">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h4" id="duplicates">
          {duplicatesText.title}
        </Title>
        <SegmentedControl
          size="sm"
          aria-label={duplicatesText.filter}
          value={status}
          data={DUPLICATE_STATUSES.map((value) => ({ value, label: duplicatesText.statuses[value] }))}
          onChange={(value) => {
            onChange({ ...search, duplicates: manageClientsSearch({ duplicates: value }).duplicates });
          }}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {duplicatesText.lead}
      </Text>
      {query.data === undefined && query.error === null && <Skeleton height={180} />}
      {query.data === undefined && query.error !== null && (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data?.duplicates.length === 0 && <Text role="status">{duplicatesText.empty[status]}</Text>}
      {query.data?.duplicates.map((duplicate) => (
        <DuplicateCard key={duplicate.duplicateId} duplicate={duplicate} />
      ))}
      <Pager cursors={cursors} nextCursor={query.data?.cursor} />
    </Stack>
  );
}
