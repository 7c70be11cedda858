import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { Input, Output } from '../api/types.ts';

/** A page of clients with the moment it was asked for (ms of this machine's clock): all that was done before is in it. */
export type ReadClients = Output<'list-clients'> & { askedAt: number };

export function clientListQuery(input: Input<'list-clients'>) {
  return queryOptions<ReadClients>({
    queryKey: ['list-clients', input],
    queryFn: async ({ signal }) => {
      const askedAt = Date.now();
      return { ...(await call('list-clients', input, { signal })), askedAt };
    },
  });
}
