import { Button, Collapse, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { connectionText } from '../text/connection.ts';
import { NoAccountsHelp } from './no-accounts-help.tsx';

export function NoAccountsToggle() {
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="subtle"
        size="compact-sm"
        px={4}
        aria-expanded={opened}
        leftSection={
          opened ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
        }
        onClick={toggle}
      >
        {connectionText.noAccountsTitle}
      </Button>
      <Collapse expanded={opened} keepMounted={false}>
        <NoAccountsHelp />
      </Collapse>
    </Stack>
  );
}
