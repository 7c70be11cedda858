import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import type { ClientView } from '../../api/types.ts';
import { clientText } from '../../text/client.ts';
import { ArchiveClient } from './archive-client.tsx';
import { EditProfile } from './edit-profile.tsx';
import { RestoreClient } from './restore-client.tsx';

/** What can be done with a client that the portal manages. */
export function ClientActions({ client }: { client: ClientView }) {
  const [editing, { open, close }] = useDisclosure(false);
  if (client.status === 'archived') return <RestoreClient client={client} />;
  return (
    <>
      <ArchiveClient client={client} />
      <Button leftSection={<IconPencil size={16} aria-hidden />} onClick={open}>
        {clientText.edit}
      </Button>
      <EditProfile client={client} opened={editing} onClose={close} />
    </>
  );
}
