import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { NoticeArea } from '../notices/notice-area.tsx';
import { commonText } from '../text/common.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { HEADER, NAVBAR } from './shell-frame.ts';
import classes from './shell.module.css';
import { useMe } from './use-me.ts';

/** Header, navigation and notices around every page behind sign-in. */
export function Shell() {
  const me = useMe();
  const [opened, { toggle, close }] = useDisclosure(false);
  const restricted = me.toDo !== null;
  return (
    <AppShell
      header={HEADER}
      navbar={{ ...NAVBAR, collapsed: { mobile: !opened, desktop: restricted } }}
      padding="lg"
    >
      <a href="#content" className={classes.skip}>
        {commonText.skipToContent}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            {!restricted && (
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={commonText.openNavigation}
                aria-expanded={opened}
              />
            )}
            <img src="/favicon.svg" alt="" width={28} height={28} />
            <Text fw={650} truncate>
              {me.firm.name}
            </Text>
          </Group>
          <AccountMenu me={me} />
        </Group>
      </AppShell.Header>
      {!restricted && (
        <AppShell.Navbar p="sm" aria-label={commonText.navigation}>
          <Navigation role={me.role} onNavigate={close} />
        </AppShell.Navbar>
      )}
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <NoticeArea me={me} />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
