import type { SyncRecord } from '../api/types.ts';
import { syncsText } from '../text/syncs.ts';
import { StateBadge } from '../ui/state-badge.tsx';
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
    <StateBadge color={COLORS[status]} busy={isAtWork({ status })}>
      {syncsText.statuses[status]}
    </StateBadge>
  );
}
