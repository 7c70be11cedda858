import { QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { call } from './call.ts';
import type { Route } from './endpoints.ts';
import type { Input, Output } from './types.ts';

/** A read of the API for TanStack Query; its key is the route and what it was asked. */
export function reading<R extends Route>(route: R, input: Input<R> = {}) {
  return queryOptions<Output<R>>({
    queryKey: [route, input],
    queryFn: ({ signal }) => call(route, input, { signal }),
  });
}

const TRIES = 2;

/** What the API said no to stays a no; only what got no proper answer is asked again. */
function mayTryAgain(failures: number, error: unknown): boolean {
  return failures < TRIES && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: mayTryAgain, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
