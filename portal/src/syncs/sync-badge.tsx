import { Badge, Loader } from '@mantine/core';
import type { SyncRecord } from '../api/types.ts';
import { syncsText } from '../text/syncs.ts';
import { isAtWork } from './progress.ts';

const COLORS = {
  queued: 'blue',
  running: 'blue',
  waiting: 'blue',
  succeeded: 'teal',
  partial: 'yellow',
  held: 'orange',
  failed: 'red',
  interrupted: 'gray',
} as const;

export function SyncBadge({ status }: Pick<SyncRecord, 'status'>) {
  return (
    <Badge
      variant="light"
      color={COLORS[status]}
      leftSection={isAtWork({ status }) ? <Loader size={10} color="blue" aria-hidden /> : undefined}
    >
      {syncsText.statuses[status]}
    </Badge>
  );
}
