import { ConfirmDialog } from './confirm-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import type { DialogState } from './use-dialog.ts';

/** All stay mounted, so that each knows where the focus was before it opened. */
export function UserDialogs({ dialog: { asked, opened, close } }: { dialog: DialogState }) {
  return (
    <>
      <InviteDialog opened={opened && asked?.kind === 'invite'} onClose={close} />
      <EditDialog
        opened={opened && asked?.kind === 'edit'}
        user={asked?.kind === 'edit' ? asked.user : undefined}
        onClose={close}
      />
      <ConfirmDialog
        opened={opened && asked !== undefined && asked.kind !== 'invite' && asked.kind !== 'edit'}
        asked={asked}
        onClose={close}
      />
    </>
  );
}
