import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useStartSync } from '../../connection/use-start-sync.ts';
import { clientsText } from '../../text/clients.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { sayNotDone } from '../../ui/say.ts';

const ICON = <IconRefresh size={16} aria-hidden />;

/** Starts a sync; while one runs, leads to it. */
export function UpdateClients({ currentSyncId }: { currentSyncId: string | null }) {
  const { start, pending } = useStartSync({ onFailed: sayNotDone });
  if (currentSyncId !== null) {
    return (
      <LinkButton variant="light" leftSection={ICON} to="/syncs/$syncId" params={{ syncId: currentSyncId }}>
        {clientsText.syncRunning}
      </LinkButton>
    );
  }
  return (
    <Button
      leftSection={ICON}
      loading={pending}
      onClick={() => {
        start('auto');
      }}
    >
      {clientsText.updateFromXero}
    </Button>
  );
}
