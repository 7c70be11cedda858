import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../api/types.ts';
import { commonText } from '../text/common.ts';
import { connectionText } from '../text/connection.ts';
import { Failure } from '../ui/failure.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { SyncTimes } from './sync-times.tsx';
import { useStartSync } from './use-start-sync.ts';

interface SyncPanelProps {
  connection: Connection;
  onStarted: () => void;
  onDisconnect: () => void;
}

/** What a connected firm can do: sync at once, look at a running sync, disconnect. */
export function SyncPanel({ connection, onStarted, onDisconnect }: SyncPanelProps) {
  const { start, pending, error } = useStartSync({ onStarted });
  const [full, setFull] = useState(false);
  const running = connection.currentSyncId;
  return (
    <Stack gap="sm">
      <SyncTimes connection={connection} />
      {error !== null && <Failure error={error} title={commonText.notDone} />}
      {running === null ? (
        <>
          <Checkbox
            checked={full}
            onChange={({ currentTarget }) => {
              setFull(currentTarget.checked);
            }}
            label={connectionText.fullSyncLabel}
            description={connectionText.fullSyncHelp}
          />
          <Button
            loading={pending}
            onClick={() => {
              start(full ? 'full' : 'auto');
            }}
          >
            {connectionText.syncNow}
          </Button>
        </>
      ) : (
        <>
          <Text size="sm" role="status">
            {connectionText.syncIsRunning}
          </Text>
          <LinkButton variant="light" to="/syncs/$syncId" params={{ syncId: running }}>
            {connectionText.seeProgress}
          </LinkButton>
        </>
      )}
      <Button variant="subtle" color="red" onClick={onDisconnect}>
        {connectionText.disconnect}
      </Button>
    </Stack>
  );
}
