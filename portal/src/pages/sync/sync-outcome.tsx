import { Alert, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHandStop,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { SyncRecord } from '../../api/types.ts';
import { syncText } from '../../text/sync.ts';
import { changesInWords } from '../../text/syncs.ts';

const LOOKS = {
  succeeded: { color: 'teal', icon: <IconCircleCheck aria-hidden /> },
  partial: { color: 'yellow', icon: <IconAlertTriangle aria-hidden /> },
  held: { color: 'orange', icon: <IconHandStop aria-hidden /> },
  failed: { color: 'red', icon: <IconCircleX aria-hidden /> },
  interrupted: { color: 'gray', icon: <IconPlayerPause aria-hidden /> },
} as const;

/** How it ended, and what is to be done if it did not end well. */
export function SyncOutcome({ sync: { status, counts, failure } }: { sync: SyncRecord }) {
  if (status === 'queued' || status === 'running' || status === 'waiting') return null;
  const { title, words } = syncText.outcomes[status];
  return (
    <Alert role="status" title={title} {...LOOKS[status]}>
      <Stack gap={4}>
        {failure !== null && <Text size="sm">{failure.message}</Text>}
        {failure !== null && (
          <Text size="sm">
            <strong>{syncText.whatToDo}</strong> {failure.action}
          </Text>
        )}
        <Text size="sm">{words(changesInWords(counts) ?? syncText.nothingChanged)}</Text>
      </Stack>
    </Alert>
  );
}
