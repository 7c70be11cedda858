import { Alert, Stack, Text } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { commonText } from '../text/common.ts';
import { outcomeText } from '../text/connection.ts';
import { NoAccountsHelp } from './no-accounts-help.tsx';
import { isFirstSyncAhead } from './state.ts';

const COLORS = { success: 'teal', info: 'blue', warning: 'yellow', error: 'red' } as const;
const WORDS = new Map(Object.entries(outcomeText));

interface OutcomeBarProps {
  /** As it stands in the address; an unknown one is told as a failure. */
  outcome: string | undefined;
  /** As it is now; undefined while it is being read. */
  connection: Connection | undefined;
  onDismiss: () => void;
}

/** How the attempt to connect ended that this browser comes back from; "connected" until the first sync is done. */
export function OutcomeBar({ outcome, connection, onDismiss }: OutcomeBarProps) {
  const isPast = outcome === 'connected' && connection !== undefined && !isFirstSyncAhead(connection);
  if (outcome === undefined || isPast) return null;
  const { tone, title, words } = WORDS.get(outcome) ?? outcomeText.failed;
  return (
    <Alert
      role={tone === 'error' ? 'alert' : 'status'}
      color={COLORS[tone]}
      title={title}
      withCloseButton
      closeButtonLabel={commonText.close}
      onClose={onDismiss}
      mb="md"
    >
      <Stack gap="sm">
        <Text size="sm">{words}</Text>
        {outcome === 'no-practice' && <NoAccountsHelp />}
      </Stack>
    </Alert>
  );
}
