import { useQuery } from '@tanstack/react-query';
import { reading } from '../../api/query.ts';
import type { Output } from '../../api/types.ts';
import { isAtWork } from '../../syncs/progress.ts';

export type SyncWithIssues = Output<'get-sync'>;

const BUSY_MILLISECONDS = 2_000;

/** One sync with a page of its issues; followed closely while it runs, and final afterwards. */
export function useSync(syncId: string, issuesCursor: string | undefined) {
  return useQuery({
    ...reading('get-sync', { path: { syncId }, query: { issuesCursor } }),
    // The page of issues before stays until the next one is there; another sync's never shows.
    placeholderData: (before) => (before?.syncId === syncId ? before : undefined),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isAtWork(state.data) ? BUSY_MILLISECONDS : false,
  });
}
