import { Badge, Loader } from '@mantine/core';
import { connectionText } from '../text/connection.ts';
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
    <Badge
      variant="light"
      color={COLORS[state]}
      leftSection={state === 'syncing' ? <Loader size={10} color={COLORS[state]} aria-hidden /> : undefined}
    >
      {connectionText.badges[state]}
    </Badge>
  );
}
