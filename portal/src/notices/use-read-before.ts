import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { Route } from '../api/endpoints.ts';

/** Whether anything of a route is shown right now that was read before a moment (ms of this machine's clock). */
export function useReadBefore(route: Route, moment: number): boolean {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => queryClient.getQueryCache().subscribe(changed),
    [queryClient],
  );
  return useSyncExternalStore(subscribe, () =>
    queryClient
      .getQueryCache()
      .findAll({ queryKey: [route], type: 'active' })
      .some(({ state }) => state.dataUpdatedAt > 0 && state.dataUpdatedAt < moment),
  );
}
