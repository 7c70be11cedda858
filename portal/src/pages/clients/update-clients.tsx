import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import { clientsText } from '../../text/clients.ts';
import { sayNotDone } from '../../ui/say-not-done.ts';
import { sayDone } from '../../ui/say.ts';

/** Starts a sync; while one runs, leads to it. */
export function UpdateClients({ currentSyncId }: { currentSyncId: string | null }) {
  // The same key until it is answered: a second try of the same click starts nothing twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const start = useAct('start-sync', {
    changes: ['get-connection', 'list-notices', 'list-syncs'],
    onDone: () => {
      setKey(crypto.randomUUID());
      sayDone(clientsText.syncStarted);
    },
  });
  if (currentSyncId !== null) {
    return (
      <Button
        variant="light"
        leftSection={<IconRefresh size={16} aria-hidden />}
        renderRoot={(props) => <Link to="/syncs/$syncId" params={{ syncId: currentSyncId }} {...props} />}
      >
        {clientsText.syncRunning}
      </Button>
    );
  }
  return (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={start.isPending}
      onClick={() => {
        start.mutate({ body: {}, headers: { 'idempotency-key': key } }, { onError: sayNotDone });
      }}
    >
      {clientsText.updateFromXero}
    </Button>
  );
}
