import { connectionText } from '../text/connection.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import type { ShownState } from './state.ts';

const COLORS = {
  never: 'gray',
  disconnected: 'gray',
  broken: 'orange',
  connected: 'teal',
  syncing: 'blue',
} as const;

export function ConnectionBadge({ state }: { state: ShownState }) {
  return (
    <StateBadge color={COLORS[state]} busy={state === 'syncing'}>
      {connectionText.badges[state]}
    </StateBadge>
  );
}
