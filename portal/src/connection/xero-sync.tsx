import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useRef } from 'react';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { ConnectPanel } from './connect-panel.tsx';
import { DisconnectModal } from './disconnect-modal.tsx';
import { SyncPanel } from './sync-panel.tsx';

interface XeroSyncProps {
  /** Absent until it is read. */
  connection: Connection | undefined;
  outcome: string | undefined;
}

/** The button for all that an admin does with the connection; what it offers depends on the connection's state. */
export function XeroSync({ connection, outcome }: XeroSyncProps) {
  const [opened, { close, toggle }] = useDisclosure(false);
  const [asking, ask] = useDisclosure(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Popover
        opened={opened}
        onChange={(open) => {
          if (!open) close();
        }}
        position="bottom-end"
        width="min(380px, calc(100vw - 40px))"
        shadow="lg"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <Button
            ref={button}
            leftSection={<IconRefresh size={18} aria-hidden />}
            disabled={connection === undefined}
            onClick={toggle}
          >
            {connectionText.xeroSync}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p="md">
          {connection?.state === 'connected' && (
            <SyncPanel
              connection={connection}
              onStarted={close}
              onDisconnect={() => {
                close();
                ask.open();
              }}
            />
          )}
          {connection !== undefined && connection.state !== 'connected' && (
            <ConnectPanel connection={connection} outcome={outcome} />
          )}
        </Popover.Dropdown>
      </Popover>
      <DisconnectModal
        opened={asking}
        onClose={ask.close}
        // The popover that led to it is gone.
        onClosed={() => button.current?.focus()}
      />
    </>
  );
}
