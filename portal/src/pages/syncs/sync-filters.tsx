import { Button, Group, NativeSelect } from '@mantine/core';
import { SYNC_STATUSES, SYNC_TRIGGERS, type SyncsSearch, syncsSearch } from '../../app/search.ts';
import { syncsText } from '../../text/syncs.ts';

const { filters, statuses, triggers } = syncsText;

interface SyncFiltersProps {
  search: SyncsSearch;
  onChange: (search: SyncsSearch) => void;
}

export function SyncFilters({ search, onChange }: SyncFiltersProps) {
  const { status, trigger } = search;
  return (
    <Group gap="sm" mb="md" align="flex-end" role="search" aria-label={filters.label}>
      <NativeSelect
        label={filters.status}
        value={status ?? ''}
        data={[
          { value: '', label: filters.anyStatus },
          ...SYNC_STATUSES.map((value) => ({ value, label: statuses[value] })),
        ]}
        onChange={({ currentTarget }) => {
          onChange(syncsSearch({ ...search, status: currentTarget.value }));
        }}
      />
      <NativeSelect
        label={filters.trigger}
        value={trigger ?? ''}
        data={[
          { value: '', label: filters.anyTrigger },
          ...SYNC_TRIGGERS.map((value) => ({ value, label: triggers[value] })),
        ]}
        onChange={({ currentTarget }) => {
          onChange(syncsSearch({ ...search, trigger: currentTarget.value }));
        }}
      />
      {(status !== undefined || trigger !== undefined) && (
        <Button
          variant="subtle"
          onClick={() => {
            onChange({});
          }}
        >
          {filters.clear}
        </Button>
      )}
    </Group>
  );
}
