import { usersText } from '../../text/users.ts';
import type { Dialog } from './use-dialog.ts';

interface Question {
  title: string;
  words: string;
  confirm: string;
  danger: boolean;
}

/** What is asked before it happens; about oneself it says what that means. Undefined for what has a form of its own. */
export function questionOf(dialog: Dialog, ownUserId: string): Question | undefined {
  if (dialog.kind === 'invite' || dialog.kind === 'edit') return undefined;
  const { name, userId } = dialog.user;
  const own = userId === ownUserId;
  switch (dialog.kind) {
    case 'reset-mfa':
      return {
        title: usersText.resetTitle(name),
        words: usersText.resetWords,
        confirm: usersText.resetMfa,
        danger: true,
      };
    case 'deactivate':
      return {
        title: own ? usersText.deactivateOwnTitle : usersText.deactivateTitle(name),
        words: own ? usersText.deactivateOwnWords : usersText.deactivateWords,
        confirm: usersText.deactivate,
        danger: true,
      };
    case 'activate':
      return {
        title: usersText.activateTitle(name),
        words: usersText.activateWords,
        confirm: usersText.activate,
        danger: false,
      };
    case 'remove':
      return {
        title: own ? usersText.removeOwnTitle : usersText.removeTitle(name),
        words: own ? usersText.removeOwnWords : usersText.removeWords,
        confirm: usersText.remove,
        danger: true,
      };
  }
}
