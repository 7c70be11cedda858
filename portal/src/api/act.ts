import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Route } from './endpoints.ts';
import type { Input, Output } from './types.ts';

interface ActOptions<R extends Route> {
  /** Reads that are out of date afterwards, by route. */
  changes: readonly Route[];
  onDone?: (answer: Output<R>) => void;
}

/** Calls a route that changes something; the reads it makes out of date are read anew. */
export function useAct<R extends Route>(route: R, { changes, onDone }: ActOptions<R>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<R> & { headers?: Record<string, string> }) => {
      const { headers, ...rest } = input;
      return call<R>(route, rest, headers === undefined ? {} : { headers });
    },
    onSuccess: async (answer) => {
      onDone?.(answer);
      await Promise.all(changes.map((each) => queryClient.invalidateQueries({ queryKey: [each] })));
    },
  });
}
