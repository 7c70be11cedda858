import { Modal } from '@mantine/core';
import type { UserRow } from '../../api/types.ts';
import { commonText } from '../../text/common.ts';
import { usersText } from '../../text/users.ts';
import { EditForm } from './edit-form.tsx';

interface EditDialogProps {
  opened: boolean;
  user: UserRow | undefined;
  onClose: () => void;
}

export function EditDialog({ opened, user, onClose }: EditDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={user === undefined ? '' : usersText.editTitle(user.name)}
      closeButtonProps={{ 'aria-label': commonText.close }}
    >
      {user !== undefined && <EditForm user={user} onClose={onClose} />}
    </Modal>
  );
}
