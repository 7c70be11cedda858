import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArchive } from '@tabler/icons-react';
import { useAct } from '../../api/act.ts';
import type { ClientView } from '../../api/types.ts';
import { clientText } from '../../text/client.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { sayDone } from '../../ui/say.ts';

export function ArchiveClient({ client: { clientId, name } }: { client: ClientView }) {
  const [asking, { open, close }] = useDisclosure(false);
  const archive = useAct('archive-client', {
    changes: ['get-client', 'list-clients'],
    onDone: () => {
      close();
      sayDone(clientText.archived(name));
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArchive size={16} aria-hidden />}
        onClick={() => {
          archive.reset();
          open();
        }}
      >
        {clientText.archive}
      </Button>
      <ConfirmModal
        opened={asking}
        title={clientText.archiveTitle(name)}
        confirmLabel={clientText.archiveConfirm}
        pending={archive.isPending}
        error={archive.error}
        onConfirm={() => {
          archive.mutate({ path: { clientId } });
        }}
        onClose={close}
      >
        <Text size="sm">{clientText.archiveWords}</Text>
      </ConfirmModal>
    </>
  );
}
