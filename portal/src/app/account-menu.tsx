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
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Me } from '../api/types.ts';
import { signOut } from '../auth/session.ts';
import { commonText } from '../text/common.ts';

export function AccountMenu({ me }: { me: Me }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';

  const leave = async () => {
    await signOut();
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };

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
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {commonText.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
