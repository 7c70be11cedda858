import { useAct } from '../../api/act.ts';
import { ApiError } from '../../api/api-error.ts';
import type { UserRow } from '../../api/types.ts';
import { commonText } from '../../text/common.ts';
import { usersText } from '../../text/users.ts';
import { sayDone, sayFailed } from '../../ui/say.ts';

/** Mails to one user; the API allows each only so often and says so. */
export function useMails({ userId, email }: UserRow) {
  const onError = (error: Error) => {
    sayFailed(error instanceof ApiError ? error.message : commonText.unexpected);
  };
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
      reminder.mutate({ path: { userId } }, { onError });
    },
    resend: () => {
      invitation.mutate({ path: { userId } }, { onError });
    },
    sending: reminder.isPending || invitation.isPending,
  };
}
