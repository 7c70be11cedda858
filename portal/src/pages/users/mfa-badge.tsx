import { Group, Text } from '@mantine/core';
import { IconHelpCircle, IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';

/** On, off, or unknown when the sign-in service could not say. */
export function MfaBadge({ mfa }: Pick<UserRow, 'mfa'>) {
  const { Icon, label, color } = looks(mfa);
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={18} color={`var(--mantine-color-${color})`} aria-hidden />
      <Text size="sm" component="span">
        {label}
      </Text>
    </Group>
  );
}

function looks(mfa: UserRow['mfa']) {
  if (mfa === null) return { Icon: IconHelpCircle, label: usersText.mfaUnknown, color: 'dimmed' };
  return mfa
    ? { Icon: IconShieldCheck, label: usersText.mfaOn, color: 'teal-text' }
    : { Icon: IconShieldOff, label: usersText.mfaOff, color: 'dimmed' };
}
