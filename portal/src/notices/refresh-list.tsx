import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { noticesText } from '../text/notices.ts';
import { sayDone } from '../ui/say.ts';
import { useReadBefore } from './use-read-before.ts';

/** Offered as long as clients are shown that were read before the sync's end was known here. */
export function RefreshList() {
  const [since] = useState(Date.now);
  const queryClient = useQueryClient();
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
