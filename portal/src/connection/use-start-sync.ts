import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../api/act.ts';
import { reading } from '../api/query.ts';
import { connectionText } from '../text/connection.ts';
import { sayDone } from '../ui/say.ts';

interface StartSyncOptions {
  onStarted?: () => void;
  /** For pages without a place of their own for `error`. */
  onFailed?: (error: unknown) => void;
}

/** Starts a sync and says so at once; the notices tell how it goes on. */
export function useStartSync({ onStarted, onFailed }: StartSyncOptions = {}) {
  const queryClient = useQueryClient();
  const act = useAct('start-sync', {
    changes: ['list-notices', 'get-connection', 'list-syncs'],
    onDone: ({ syncId }) => {
      const known = queryClient.getQueryData(reading('get-connection').queryKey)?.currentSyncId;
      sayDone(known === syncId ? connectionText.syncRunning : connectionText.syncStarted);
      onStarted?.();
    },
  });
  return {
    pending: act.isPending,
    error: act.error,
    start: (mode: 'auto' | 'full') => {
      // One key per click: what the network repeats starts nothing twice.
      const headers = { 'idempotency-key': crypto.randomUUID() };
      act.mutate({ body: { mode }, headers }, { onError: (error) => onFailed?.(error) });
    },
  };
}
