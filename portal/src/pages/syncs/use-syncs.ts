import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../../api/query.ts';
import type { SyncsSearch } from '../../app/search.ts';
import { isAtWork } from '../../syncs/progress.ts';

const BUSY_MILLISECONDS = 2_000;
const IDLE_MILLISECONDS = 30_000;

/** One page of the history; a running sync is followed closely. */
export function useSyncs({ status, trigger }: SyncsSearch, cursor: string | undefined) {
  return useQuery({
    ...reading('list-syncs', { query: { status, trigger, cursor } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.syncs.some(isAtWork) === true ? BUSY_MILLISECONDS : IDLE_MILLISECONDS,
  });
}
