import { useQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';

const BUSY_MILLISECONDS = 2_000;
const IDLE_MILLISECONDS = 30_000;

/** The firm's connection, kept up to date; closely while a sync runs. */
export function useConnection() {
  return useQuery({
    ...reading('get-connection'),
    refetchInterval: ({ state }) =>
      typeof state.data?.currentSyncId === 'string' ? BUSY_MILLISECONDS : IDLE_MILLISECONDS,
  });
}
