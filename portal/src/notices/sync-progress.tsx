import { Progress, Stack, Text } from '@mantine/core';
import type { Notice } from '../api/types.ts';
import { noticesText } from '../text/notices.ts';

interface SyncProgressProps {
  message: string;
  progress: Extract<Notice, { kind: 'sync-running' }>['progress'];
}

/** How far the running sync is. Its numbers are not read aloud at every change. */
export function SyncProgress({ message, progress: { written, toWrite } }: SyncProgressProps) {
  const counted = toWrite !== undefined && toWrite > 0;
  return (
    <Stack gap={6} aria-live="off">
      <Text size="sm">{message}</Text>
      <Progress.Root size="sm" transitionDuration={300}>
        <Progress.Section
          value={counted ? Math.min(100, (written / toWrite) * 100) : 100}
          striped={!counted}
          animated={!counted}
          withAria={counted}
          role="progressbar"
          aria-label={noticesText.progressLabel}
        />
      </Progress.Root>
    </Stack>
  );
}
