import { Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { ConnectionSection } from '../../connection/connection-section.tsx';
import { DisconnectModal } from '../../connection/disconnect-modal.tsx';
import { OutcomeBar } from '../../connection/outcome-bar.tsx';
import { useConnection } from '../../connection/use-connection.ts';
import { integrationsText } from '../../text/integrations.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ConnectModal } from './connect-modal.tsx';
import { ConnectingHelp } from './connecting-help.tsx';
import { TileActions } from './tile-actions.tsx';

const route = getRouteApi('/shell/unrestricted/admin/settings/integrations');

export function IntegrationsPage() {
  const { connection: outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useConnection();
  const [connecting, connect] = useDisclosure(false);
  const [disconnecting, disconnect] = useDisclosure(false);
  return (
    <>
      <PageHeader title={integrationsText.title} lead={integrationsText.lead} />
      <OutcomeBar
        outcome={outcome}
        connection={query.data}
        onDismiss={() =>
          void navigate({ search: (before) => ({ ...before, connection: undefined }), replace: true })
        }
      />
      <Stack gap="lg" maw={760}>
        <ConnectionSection
          query={query}
          actions={(connection) => (
            <TileActions connection={connection} onConnect={connect.open} onDisconnect={disconnect.open} />
          )}
        />
        <ConnectingHelp />
      </Stack>
      <ConnectModal opened={connecting} onClose={connect.close} connection={query.data} outcome={outcome} />
      <DisconnectModal opened={disconnecting} onClose={disconnect.close} />
    </>
  );
}
