import { Button } from '@mantine/core';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reading } from '../api/query.ts';
import { noticesText } from '../text/notices.ts';
import { sayDone } from '../ui/say.ts';
import { useReadBefore } from './use-read-before.ts';

function readings(queryClient: QueryClient): number {
  return queryClient.getQueryState(reading('list-notices').queryKey)?.dataUpdateCount ?? 0;
}

/** Offered as long as clients are shown that were read before the sync's end was known here. */
export function RefreshList() {
  const queryClient = useQueryClient();
  // What the first reading of a page's life says is no news: the list is being read at that very time.
  const [since] = useState(() => (readings(queryClient) > 1 ? Date.now() : 0));
  const outdated = useReadBefore('list-clients', since);
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['list-clients'] }),
        queryClient.invalidateQueries({ queryKey: ['get-client'] }),
      ]),
    onSuccess: () => {
      sayDone(noticesText.refreshed);
    },
  });
  if (!outdated) return null;
  return (
    <Button
      size="xs"
      variant="light"
      loading={isPending}
      onClick={() => {
        mutate();
      }}
    >
      {noticesText.refreshList}
    </Button>
  );
}
