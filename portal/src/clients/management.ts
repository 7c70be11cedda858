import { useQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';
import type { Connection } from '../api/types.ts';

/** While a sync runs, its end is worth waiting for. */
const BUSY_MILLISECONDS = 3_000;

/**
 * Where clients are managed. `xpm-broken`: in XPM too, but nothing syncs until an admin reconnects; only a disconnect
 * hands the clients to the portal.
 */
export type Management = 'portal' | 'xpm' | 'xpm-broken';

export function managementOf(state: Connection['state']): Management {
  switch (state) {
    case 'connected':
      return 'xpm';
    case 'broken':
      return 'xpm-broken';
    case 'never':
    case 'disconnected':
      return 'portal';
  }
}

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
