import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { ClientsSearch } from '../../app/search.ts';
import { useCursors } from '../../ui/use-cursors.ts';

export const DEFAULT_LIMIT = 25;

/**
 * The page of clients that is looked at; the one before stays visible until it is there. `currentSyncId` is part of
 * the key, so that the list is read anew when a sync begins or ends.
 */
export function useClientList(
  { search, status, gap, limit = DEFAULT_LIMIT }: ClientsSearch,
  currentSyncId: string | null,
) {
  const asked = {
    limit,
    ...(search === undefined ? {} : { search }),
    ...(status === undefined ? {} : { status }),
    ...(gap === undefined ? {} : { gap }),
  };
  const cursors = useCursors(JSON.stringify(asked));
  const { cursor } = cursors;
  const input = { query: { ...asked, ...(cursor === undefined ? {} : { cursor }) } };
  const list = useQuery({
    queryKey: ['list-clients', input, currentSyncId],
    queryFn: ({ signal }) => call('list-clients', input, { signal }),
    placeholderData: keepPreviousData,
    // What was read before a sync is old the moment it ends.
    staleTime: 0,
  });
  return { list, cursors, limit };
}
