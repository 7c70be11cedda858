import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMe } from '../../app/use-me.ts';
import { useConnection } from '../../connection/use-connection.ts';
import { useStartSync } from '../../connection/use-start-sync.ts';
import { commonText } from '../../text/common.ts';
import { syncsText } from '../../text/syncs.ts';
import { Failure } from '../../ui/failure.tsx';

/** For those who may start a sync, while there is something to sync with. */
export function SyncNowButton() {
  const { maySync } = useMe();
  const { data: connection } = useConnection();
  const { start, pending, error } = useStartSync();
  if (!maySync || connection?.state !== 'connected') return null;
  return (
    <>
      <Button
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={pending}
        disabled={connection.currentSyncId !== null}
        onClick={() => {
          start('auto');
        }}
      >
        {syncsText.syncNow}
      </Button>
      {error !== null && <Failure error={error} title={commonText.notDone} />}
    </>
  );
}
