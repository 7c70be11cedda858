import { useAct } from '../../api/act.ts';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { sayDone, sayNotDone } from '../../ui/say.ts';

/** Mails to one user; the API allows each only so often and says so. */
export function useMails({ userId, email }: UserRow) {
  const reminder = useAct('remind-user-mfa', {
    changes: ['list-users'],
    onDone: () => {
      sayDone(usersText.reminded(email));
    },
  });
  const invitation = useAct('resend-invitation', {
    changes: ['list-users'],
    onDone: () => {
      sayDone(usersText.resent(email));
    },
  });
  return {
    remind: () => {
      reminder.mutate({ path: { userId } }, { onError: sayNotDone });
    },
    resend: () => {
      invitation.mutate({ path: { userId } }, { onError: sayNotDone });
    },
    sending: reminder.isPending || invitation.isPending,
  };
}
