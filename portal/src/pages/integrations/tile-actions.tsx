import { Button } from '@mantine/core';
import type { Connection } from '../../api/types.ts';
import { connectionText } from '../../text/connection.ts';
import { integrationsText } from '../../text/integrations.ts';
import { LinkButton } from '../../ui/link-button.tsx';

interface TileActionsProps {
  connection: Connection;
  onConnect: () => void;
  onDisconnect: () => void;
}

export function TileActions({ connection: { state }, onConnect, onDisconnect }: TileActionsProps) {
  const live = state === 'connected';
  return (
    <>
      {live ? (
        <LinkButton variant="light" to="/clients/manage">
          {integrationsText.manage}
        </LinkButton>
      ) : (
        <Button onClick={onConnect}>
          {state === 'never' ? connectionText.connect : connectionText.reconnect}
        </Button>
      )}
      {state !== 'never' && (
        <LinkButton variant="subtle" to="/syncs">
          {integrationsText.history}
        </LinkButton>
      )}
      {(live || state === 'broken') && (
        <Button variant="subtle" color="red" onClick={onDisconnect}>
          {connectionText.disconnect}
        </Button>
      )}
    </>
  );
}
