import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconMailForward,
  IconPencil,
  IconShieldOff,
  IconShieldQuestion,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import { useRef } from 'react';
import type { UserRow } from '../../api/types.ts';
import { useMe } from '../../app/use-me.ts';
import { usersText } from '../../text/users.ts';
import type { Dialog } from './use-dialog.ts';
import { useMails } from './use-mails.ts';

interface UserActionsProps {
  user: UserRow;
  onAsk: (dialog: Dialog) => void;
}

const SIZE = 16;

/** What can be done about one user; mails go at once, all else asks first. */
export function UserActions({ user, onAsk }: UserActionsProps) {
  const { userId } = useMe();
  const button = useRef<HTMLButtonElement>(null);
  const { remind, resend, sending } = useMails(user);
  const ask = (kind: Exclude<Dialog['kind'], 'invite'>) => () => {
    // The menu is gone when the dialog closes; the focus comes back to its button.
    button.current?.focus();
    onAsk({ kind, user });
  };
  const invited = user.active && user.lastSignInAt === null;
  const own = user.userId === userId;
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size="lg"
          loading={sending}
          aria-label={usersText.actionsFor(user.name)}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={SIZE} aria-hidden />} onClick={ask('edit')}>
          {usersText.edit}
        </Menu.Item>
        {invited && (
          <Menu.Item leftSection={<IconMailForward size={SIZE} aria-hidden />} onClick={resend}>
            {usersText.resend}
          </Menu.Item>
        )}
        {user.active && !invited && !own && user.mfa === false && (
          <Menu.Item leftSection={<IconShieldQuestion size={SIZE} aria-hidden />} onClick={remind}>
            {usersText.remind}
          </Menu.Item>
        )}
        {!own && user.mfa === true && (
          <Menu.Item leftSection={<IconShieldOff size={SIZE} aria-hidden />} onClick={ask('reset-mfa')}>
            {usersText.resetMfa}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={
            user.active ? <IconUserOff size={SIZE} aria-hidden /> : <IconUserCheck size={SIZE} aria-hidden />
          }
          onClick={ask(user.active ? 'deactivate' : 'activate')}
        >
          {user.active ? usersText.deactivate : usersText.activate}
        </Menu.Item>
        <Menu.Item color="red.9" leftSection={<IconTrash size={SIZE} aria-hidden />} onClick={ask('remove')}>
          {usersText.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
