import { Alert, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { Me } from '../../api/types.ts';
import type { Management } from '../../clients/management.ts';
import { clientsText } from '../../text/clients.ts';

interface ViewOnlyNoteProps {
  management: Management | undefined;
  role: Me['role'];
}

/** Why nothing can be changed here, and where it can. */
export function ViewOnlyNote({ management, role }: ViewOnlyNoteProps) {
  if (management === undefined || management === 'portal') return null;
  const broken = management === 'xpm-broken';
  const brokenWords = role === 'admin' ? clientsText.viewOnlyBrokenAdmin : clientsText.viewOnlyBrokenMember;
  return (
    <Alert role="note" mb="md" color={broken ? 'orange' : 'brand'} icon={<IconLock size={18} aria-hidden />}>
      <Text size="sm">
        <b>{broken ? clientsText.viewOnlyBrokenTitle : clientsText.viewOnlyTitle}</b>{' '}
        {broken ? brokenWords : clientsText.viewOnly}
      </Text>
    </Alert>
  );
}
