import { Button } from '@mantine/core';
import { IconArchiveOff } from '@tabler/icons-react';
import type { ClientView } from '../../api/types.ts';
import { clientText } from '../../text/client.ts';
import { sayDone, sayNotDone } from '../../ui/say.ts';
import { useChange } from './use-change.ts';

/** Makes an archived client a current one again. */
export function RestoreClient({ client: { clientId } }: { client: ClientView }) {
  const restore = useChange(({ name }) => {
    sayDone(clientText.restored(name));
  });
  return (
    <Button
      leftSection={<IconArchiveOff size={16} aria-hidden />}
      loading={restore.isPending}
      onClick={() => {
        restore.mutate({ path: { clientId }, body: { status: 'client' } }, { onError: sayNotDone });
      }}
    >
      {clientText.restore}
    </Button>
  );
}
