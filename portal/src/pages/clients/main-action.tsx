import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Me } from '../../api/types.ts';
import type { Management } from '../../clients/management.ts';
import { clientsText } from '../../text/clients.ts';
import { AddClients } from './add-clients.tsx';
import { UpdateClients } from './update-clients.tsx';

interface MainActionProps {
  /** Undefined until it is known. */
  management: Management | undefined;
  currentSyncId: string | null;
  me: Me;
}

/** How clients get here: by hand and by file, or from XPM. */
export function MainAction({ management, currentSyncId, me }: MainActionProps) {
  switch (management) {
    case undefined:
      return <Skeleton width={150} height={36} />;
    case 'portal':
      return <AddClients />;
    case 'xpm':
      return me.maySync && <UpdateClients currentSyncId={currentSyncId} />;
    case 'xpm-broken':
      return (
        me.role === 'admin' && (
          <Button renderRoot={(props) => <Link to="/settings/integrations" {...props} />}>
            {clientsText.reconnect}
          </Button>
        )
      );
  }
}
