import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { usersText } from '../../text/users.ts';
import { sayDone } from '../../ui/say.ts';
import type { Dialog } from './use-dialog.ts';

/** Does what was asked about; whoever did it to themselves is signed out by the reading that follows. */
export function useConfirmed(onDone: () => void) {
  const queryClient = useQueryClient();
  const { mutate, ...rest } = useMutation({
    mutationFn: confirmed,
    onSuccess: async (said) => {
      if (said !== undefined) sayDone(said);
      onDone();
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['list-users'] }),
        queryClient.invalidateQueries({ queryKey: ['get-me'] }),
      ]);
    },
  });
  return { confirm: mutate, ...rest };
}

/** Answers what to say afterwards. */
async function confirmed(dialog: Dialog): Promise<string | undefined> {
  if (dialog.kind === 'invite' || dialog.kind === 'edit') return undefined;
  const { userId, name } = dialog.user;
  const path = { userId };
  switch (dialog.kind) {
    case 'reset-mfa':
      await call('reset-user-mfa', { path });
      return usersText.mfaWasReset(name);
    case 'deactivate':
      await call('update-user', { path, body: { active: false } });
      return usersText.deactivated(name);
    case 'activate':
      await call('update-user', { path, body: { active: true } });
      return usersText.activated(name);
    case 'remove':
      await call('delete-user', { path });
      return usersText.removed(name);
  }
}
