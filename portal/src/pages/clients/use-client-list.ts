import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ClientsSearch } from '../../app/search.ts';
import { clientListQuery } from '../../clients/client-list-query.ts';
import { useCursors } from '../../ui/use-cursors.ts';

export const DEFAULT_LIMIT = 25;
const FIRST_CLIENTS_MILLISECONDS = 3_000;

/**
 * The page of clients that is looked at; the one before stays visible until it is there. It does not change under
 * people's eyes: who wants what a sync has brought asks for it. Only where there is nobody yet the first clients of a
 * sync appear by themselves, if `fills`.
 */
export function useClientList(
  { search, status, gap, limit = DEFAULT_LIMIT }: ClientsSearch,
  { fills }: { fills: boolean },
) {
  const asked = {
    limit,
    ...(search === undefined ? {} : { search }),
    ...(status === undefined ? {} : { status }),
    ...(gap === undefined ? {} : { gap }),
  };
  const cursors = useCursors(JSON.stringify(asked));
  const { cursor } = cursors;
  const list = useQuery({
    ...clientListQuery({ query: { ...asked, ...(cursor === undefined ? {} : { cursor }) } }),
    placeholderData: keepPreviousData,
    // Whoever comes here sees how it is now.
    staleTime: 0,
    refetchInterval: ({ state }) =>
      fills && cursor === undefined && state.data?.clients.length === 0 && FIRST_CLIENTS_MILLISECONDS,
  });
  return { list, cursors, limit };
}
