import { Modal } from '@mantine/core';
import { commonText } from '../../text/common.ts';
import { usersText } from '../../text/users.ts';
import { InviteForm } from './invite-form.tsx';

interface InviteDialogProps {
  opened: boolean;
  onClose: () => void;
}

export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={usersText.inviteTitle}
      closeButtonProps={{ 'aria-label': commonText.close }}
    >
      <InviteForm onClose={onClose} />
    </Modal>
  );
}
