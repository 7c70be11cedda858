import { NavLink, Text } from '@mantine/core';
import {
  IconAddressBook,
  IconHistory,
  IconListDetails,
  IconPlugConnected,
  IconSettings,
  IconShieldCheck,
  IconUsers,
} from '@tabler/icons-react';
import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Me } from '../api/types.ts';
import { commonText } from '../text/common.ts';

interface Entry {
  to: NonNullable<LinkProps['to']>;
  label: string;
  icon: ReactNode;
}

const SIZE = 18;

const FOR_ALL: Entry[] = [
  { to: '/clients', label: commonText.clients, icon: <IconAddressBook size={SIZE} aria-hidden /> },
  { to: '/syncs', label: commonText.syncHistory, icon: <IconHistory size={SIZE} aria-hidden /> },
];

const FOR_ADMINS: Entry[] = [
  {
    to: '/clients/manage',
    label: commonText.manageClients,
    icon: <IconListDetails size={SIZE} aria-hidden />,
  },
  {
    to: '/settings/integrations',
    label: commonText.integrations,
    icon: <IconPlugConnected size={SIZE} aria-hidden />,
  },
  { to: '/settings/users', label: commonText.users, icon: <IconUsers size={SIZE} aria-hidden /> },
  { to: '/settings/firm', label: commonText.firmSettings, icon: <IconSettings size={SIZE} aria-hidden /> },
  { to: '/settings/audit', label: commonText.audit, icon: <IconShieldCheck size={SIZE} aria-hidden /> },
];

interface NavigationProps {
  role: Me['role'];
  onNavigate: () => void;
}

export function Navigation({ role, onNavigate }: NavigationProps) {
  const { pathname } = useLocation();
  const links = (entries: Entry[]) =>
    entries.map(({ to, label, icon }) => (
      <NavLink
        key={to}
        component={Link}
        to={to}
        // Manage clients lies below Clients in the address only.
        activeOptions={{ exact: true }}
        label={label}
        leftSection={icon}
        active={isAt(to, pathname)}
        aria-current={isAt(to, pathname) ? 'page' : undefined}
        onClick={onNavigate}
      />
    ));
  return (
    <>
      {links(FOR_ALL)}
      {role === 'admin' && (
        <>
          <Text size="xs" c="dimmed" fw={600} mt="md" mb={4} px="sm">
            {commonText.adminArea}
          </Text>
          {links(FOR_ADMINS)}
        </>
      )}
    </>
  );
}

/** A client's page belongs to the clients, Manage clients does not. */
function isAt(to: string, pathname: string): boolean {
  if (pathname === to) return true;
  return to === '/clients' || to === '/syncs'
    ? pathname.startsWith(`${to}/`) && pathname !== '/clients/manage'
    : false;
}
