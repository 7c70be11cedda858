import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { ConnectionSection } from '../../connection/connection-section.tsx';
import { OutcomeBar } from '../../connection/outcome-bar.tsx';
import { useConnection } from '../../connection/use-connection.ts';
import { XeroSync } from '../../connection/xero-sync.tsx';
import { manageClientsText } from '../../text/manage-clients.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { DuplicatesSection } from './duplicates/duplicates-section.tsx';
import { HeldRemovals } from './held-removals.tsx';
import { ImportByHand } from './import-by-hand.tsx';

const route = getRouteApi('/shell/unrestricted/admin/clients/manage');

export function ManageClientsPage() {
  const search = route.useSearch();
  const outcome = search.connection;
  const navigate = route.useNavigate();
  const query = useConnection();
  return (
    <>
      <PageHeader title={manageClientsText.title} lead={manageClientsText.lead}>
        <XeroSync connection={query.data} outcome={outcome} />
      </PageHeader>
      <OutcomeBar
        outcome={outcome}
        connection={query.data}
        onDismiss={() =>
          void navigate({ search: (before) => ({ ...before, connection: undefined }), replace: true })
        }
      />
      <Stack gap="lg">
        <HeldRemovals connection={query.data} />
        <ConnectionSection
          query={query}
          actions={({ lastSync }) =>
            lastSync !== null && (
              <>
                <LinkButton variant="light" to="/syncs/$syncId" params={{ syncId: lastSync.syncId }}>
                  {manageClientsText.seeLastSync}
                </LinkButton>
                <LinkButton variant="subtle" to="/syncs">
                  {manageClientsText.history}
                </LinkButton>
              </>
            )
          }
        />
        <DuplicatesSection
          search={search}
          onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
        />
        <ImportByHand connection={query.data} />
      </Stack>
    </>
  );
}
