import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ClientView } from '../../api/types.ts';
import type { Management } from '../../clients/management.ts';
import { clientText } from '../../text/client.ts';

interface ViewOnlyReasonProps {
  client: ClientView;
  management: Management | undefined;
}

/** Why this client cannot be changed here, if it cannot. */
export function ViewOnlyReason({ client, management }: ViewOnlyReasonProps) {
  const reason = reasonOf(client, management);
  if (reason === undefined) return null;
  return (
    <Alert role="note" mb="md" color="brand" icon={<IconLock size={18} aria-hidden />}>
      {reason}
    </Alert>
  );
}

function reasonOf({ managedBy, status }: ClientView, management: Management | undefined): string | undefined {
  if (managedBy === 'xpm') return clientText.viewOnlySynced;
  if (management === 'xpm' || management === 'xpm-broken') return clientText.viewOnlyByHand;
  return status === 'archived' ? clientText.viewOnlyArchived : undefined;
}
