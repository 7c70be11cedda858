import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../api/act.ts';
import { connectionText } from '../../text/connection.ts';
import { syncText } from '../../text/sync.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { sayDone } from '../../ui/say.ts';

const words = syncText.removals;

interface ApproveRemovalsProps {
  syncId: string;
  /** How many clients would be archived. */
  count: number;
}

export function ApproveRemovals({ syncId, count }: ApproveRemovalsProps) {
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const approve = useAct('approve-removals', {
    changes: ['list-notices', 'get-connection', 'list-syncs'],
    onDone: (started) => {
      close();
      sayDone(connectionText.syncStarted);
      void navigate({ to: '/syncs/$syncId', params: { syncId: started.syncId } });
    },
  });
  return (
    <>
      <Button onClick={open}>{words.approve(count)}</Button>
      <ConfirmModal
        opened={opened}
        title={words.confirmTitle(count)}
        confirmLabel={words.confirmLabel(count)}
        danger
        pending={approve.isPending}
        error={approve.error}
        onConfirm={() => {
          approve.mutate({ path: { syncId } });
        }}
        onClose={() => {
          approve.reset();
          close();
        }}
      >
        <Text size="sm">{words.confirm}</Text>
      </ConfirmModal>
    </>
  );
}
