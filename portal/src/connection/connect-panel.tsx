import { Stack, Title } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../api/types.ts';
import { useMe } from '../app/use-me.ts';
import { connectionText } from '../text/connection.ts';
import { MfaStep } from './mfa-step.tsx';
import { RedirectStep } from './redirect-step.tsx';
import { isReconnect } from './state.ts';

interface ConnectPanelProps {
  connection: Connection;
  /** How the last attempt of this browser ended. */
  outcome: string | undefined;
}

/** The way to Xero for an admin: multi-factor authentication first, unless they choose to do it afterwards. */
export function ConnectPanel({ connection, outcome }: ConnectPanelProps) {
  const me = useMe();
  const [skipped, setSkipped] = useState(false);
  const mfaFirst = !me.mfa.enabled && !skipped;
  const title = isReconnect(connection) ? connectionText.reconnectTitle : connectionText.redirectTitle;
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {mfaFirst ? connectionText.mfaTitle : title}
      </Title>
      {mfaFirst ? (
        <MfaStep
          onSkip={() => {
            setSkipped(true);
          }}
        />
      ) : (
        <RedirectStep
          connection={connection}
          differentPractice={outcome === 'different-practice'}
          takeFocus={skipped}
        />
      )}
    </Stack>
  );
}
