import { useQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';

/** While a sync runs, its end is worth waiting for. */
const BUSY_MILLISECONDS = 3_000;

/** The firm's connection; while a sync runs it is read again and again. */
export function useConnection() {
  return useQuery({
    ...reading('get-connection'),
    refetchInterval: ({ state }) => {
      const running = state.data !== undefined && state.data.currentSyncId !== null;
      return running && BUSY_MILLISECONDS;
    },
  });
}
