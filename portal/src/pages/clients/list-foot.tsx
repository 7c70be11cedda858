import { Group, NativeSelect, Text } from '@mantine/core';
import { PAGE_SIZES } from '../../app/search.ts';
import { clientsText } from '../../text/clients.ts';
import { commonText } from '../../text/common.ts';
import { Pager } from '../../ui/pager.tsx';
import type { Cursors } from '../../ui/use-cursors.ts';
import { DEFAULT_LIMIT } from './use-client-list.ts';
import { useClientsSearch } from './use-clients-search.ts';

interface ListFootProps {
  count: number;
  cursors: Cursors;
  nextCursor: string | null;
}

/** How many are shown, how many to show at once, and the way to the others. */
export function ListFoot({ count, cursors, nextCursor }: ListFootProps) {
  const { search, change } = useClientsSearch();
  return (
    <Group justify="space-between" align="center" mt="sm" gap="sm">
      <Text size="sm" c="dimmed" role="status">
        {clientsText.shown(count, cursors.page)}
      </Text>
      <Group gap="md" align="flex-end">
        <NativeSelect
          aria-label={commonText.rowsPerPage}
          data={PAGE_SIZES.map((size) => ({ value: String(size), label: clientsText.rows(size) }))}
          value={String(search.limit ?? DEFAULT_LIMIT)}
          onChange={({ currentTarget: { value } }) => {
            const size = PAGE_SIZES.find((each) => String(each) === value);
            change({ limit: size === DEFAULT_LIMIT ? undefined : size });
          }}
        />
        <Pager cursors={cursors} nextCursor={nextCursor} />
      </Group>
    </Group>
  );
}
