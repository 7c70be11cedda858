import { Group, NativeSelect } from '@mantine/core';
import { CLIENT_GAPS, CLIENT_STATUSES } from '../../app/search.ts';
import { clientsText } from '../../text/clients.ts';
import { SearchBox } from './search-box.tsx';
import { useClientsSearch } from './use-clients-search.ts';

const STATUSES = CLIENT_STATUSES.map((value) => ({ value, label: clientsText.statuses[value] }));
const GAPS = [
  { value: '', label: clientsText.gaps.any },
  ...CLIENT_GAPS.map((value) => ({ value, label: clientsText.gaps[value] })),
];

export function Filters() {
  const { search, change } = useClientsSearch();
  return (
    <Group role="search" gap="sm" align="flex-end" mb="md">
      <SearchBox
        search={search.search ?? ''}
        onSearch={(words) => {
          change({ search: words === '' ? undefined : words });
        }}
      />
      <NativeSelect
        label={clientsText.status}
        data={STATUSES}
        value={search.status ?? 'current'}
        onChange={({ currentTarget: { value } }) => {
          const status = CLIENT_STATUSES.find((each) => each === value);
          change({ status: status === 'current' ? undefined : status });
        }}
        style={{ flex: '1 1 160px', maxWidth: 220 }}
      />
      <NativeSelect
        label={clientsText.gap}
        data={GAPS}
        value={search.gap ?? ''}
        onChange={({ currentTarget: { value } }) => {
          change({ gap: CLIENT_GAPS.find((each) => each === value) });
        }}
        style={{ flex: '1 1 160px', maxWidth: 220 }}
      />
    </Group>
  );
}
