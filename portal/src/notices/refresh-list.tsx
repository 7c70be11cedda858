import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reading } from '../api/query.ts';
import { noticesText } from '../text/notices.ts';
import { sayDone } from '../ui/say.ts';
import { useClientsAskedBefore } from './use-clients-asked-before.ts';

/** Offered as long as clients are shown that were asked for before the sync's end was known here. */
export function RefreshList() {
  const queryClient = useQueryClient();
  const [knownSince] = useState(
    () => queryClient.getQueryState(reading('list-notices').queryKey)?.dataUpdatedAt ?? Date.now(),
  );
  const outdated = useClientsAskedBefore(knownSince);
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
