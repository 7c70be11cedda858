import { Text } from '@mantine/core';
import { useMe } from '../../app/use-me.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { questionOf } from './questions.ts';
import { useConfirmed } from './use-confirmed.ts';
import type { Dialog } from './use-dialog.ts';

interface ConfirmDialogProps {
  opened: boolean;
  asked: Dialog | undefined;
  onClose: () => void;
}

/** Asks before a user loses or gets access. */
export function ConfirmDialog({ opened, asked, onClose }: ConfirmDialogProps) {
  const { userId } = useMe();
  const { confirm, isPending, error, reset } = useConfirmed(onClose);
  const question = asked === undefined ? undefined : questionOf(asked, userId);
  return (
    <ConfirmModal
      opened={opened}
      title={question?.title ?? ''}
      confirmLabel={question?.confirm ?? ''}
      danger={question?.danger ?? false}
      pending={isPending}
      error={error}
      onConfirm={() => {
        if (asked !== undefined && !isPending) confirm(asked);
      }}
      onClose={() => {
        reset();
        onClose();
      }}
    >
      <Text size="sm">{question?.words}</Text>
    </ConfirmModal>
  );
}
