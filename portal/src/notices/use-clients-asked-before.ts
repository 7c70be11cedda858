import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { ReadClients } from '../clients/client-list-query.ts';

/** Whether clients are shown right now that were asked for before a moment (ms of this machine's clock). */
export function useClientsAskedBefore(moment: number): boolean {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => queryClient.getQueryCache().subscribe(changed),
    [queryClient],
  );
  return useSyncExternalStore(subscribe, () =>
    queryClient
      .getQueriesData<ReadClients>({ queryKey: ['list-clients'], type: 'active' })
      .some(([, read]) => read !== undefined && read.askedAt < moment),
  );
}
