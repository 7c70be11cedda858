import { useAct } from '../api/act.ts';
import { useQueryClient } from '@tanstack/react-query';
import { reading } from '../api/query.ts';
import { connectionText } from '../text/connection.ts';
import { sayDone } from '../ui/say.ts';

/** Starts a sync and says so at once; the notices tell how it goes on. */
export function useStartSync(onStarted?: (syncId: string) => void) {
  const queryClient = useQueryClient();
  const act = useAct('start-sync', {
    changes: ['list-notices', 'get-connection', 'list-syncs'],
    onDone: ({ syncId }) => {
      const known = queryClient.getQueryData(reading('get-connection').queryKey)?.currentSyncId;
      sayDone(known === syncId ? connectionText.syncRunning : connectionText.syncStarted);
      onStarted?.(syncId);
    },
  });
  return {
    pending: act.isPending,
    error: act.error,
    start: (mode: 'auto' | 'full') => {
      // One key per click: what the network repeats starts nothing twice.
      act.mutate({ body: { mode }, headers: { 'idempotency-key': crypto.randomUUID() } });
    },
  };
}
