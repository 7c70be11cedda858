import { useState } from 'react';
import type { UserRow } from '../../api/types.ts';

/** What an admin was asked for before it happens. */
export type Dialog =
  { kind: 'invite' } | { kind: 'edit' | 'reset-mfa' | 'deactivate' | 'activate' | 'remove'; user: UserRow };

export interface DialogState {
  /** The last one asked, kept while it closes. */
  asked: Dialog | undefined;
  opened: boolean;
  open: (dialog: Dialog) => void;
  close: () => void;
}

export function useDialog(): DialogState {
  const [asked, setAsked] = useState<Dialog>();
  const [opened, setOpened] = useState(false);
  return {
    asked,
    opened,
    open: (dialog) => {
      setAsked(dialog);
      setOpened(true);
    },
    close: () => {
      setOpened(false);
    },
  };
}
