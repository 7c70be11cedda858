import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconLogout, IconMoon, IconShieldLock, IconSun } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '../api/types.ts';
import { commonText } from '../text/common.ts';
import { useLeave } from './use-leave.ts';

export function AccountMenu({ me }: { me: Me }) {
  const { leave, leaving } = useLeave();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';

  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>{commonText.account(me.name)}</VisuallyHidden>
          <Avatar aria-hidden name={me.name} color="brand" radius="xl" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="bright" component="span" display="block">
            {me.name}
          </Text>
          {me.email}
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/mfa" leftSection={<IconShieldLock size={16} aria-hidden />}>
          {commonText.personalSettings}
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          onClick={() => {
            setColorScheme(dark ? 'light' : 'dark');
          }}
        >
          {dark ? commonText.lightAppearance : commonText.darkAppearance}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={leaving}
          onClick={() => {
            leave();
          }}
        >
          {commonText.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
