import { Card, Progress, Stack, Text } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { percentOf } from '../../syncs/progress.ts';
import { syncText } from '../../text/sync.ts';

const words = syncText.progress;

/** How far it is; without a number as long as nobody knows how much there is to do. */
export function SyncProgress({ sync }: { sync: SyncRecord }) {
  const percent = percentOf(sync.progress);
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm">
        <Progress
          aria-label={words.title}
          size="lg"
          value={percent ?? 100}
          {...(percent === undefined ? { 'aria-valuetext': phaseOf(sync), striped: true } : {})}
          animated={percent === undefined}
        />
        <Text role="status">{phaseOf(sync)}</Text>
        <Text size="sm" c="dimmed">
          {words.stay}
        </Text>
      </Stack>
    </Card>
  );
}

function phaseOf({ status, progress }: SyncRecord): string {
  if (status === 'queued') return words.queued;
  if (status === 'waiting') return words.waiting;
  const all = progress?.toWrite;
  if (progress === null || all === undefined) return words.reading;
  if (all === 0) return words.nothing;
  return words.writing(progress.written.toLocaleString('en'), all.toLocaleString('en'));
}
