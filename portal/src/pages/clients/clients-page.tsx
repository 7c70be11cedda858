import { useMe } from '../../app/use-me.ts';
import { managementOf } from '../../clients/management.ts';
import { useConnection } from '../../connection/use-connection.ts';
import { clientsText } from '../../text/clients.ts';
import { Failure } from '../../ui/failure.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ClientList } from './client-list.tsx';
import { ExportClients } from './export-clients.tsx';
import { Filters } from './filters.tsx';
import { MainAction } from './main-action.tsx';
import { ViewOnlyNote } from './view-only-note.tsx';

export function ClientsPage() {
  const me = useMe();
  const connection = useConnection();
  const management = connection.data && managementOf(connection.data.state);
  const currentSyncId = connection.data?.currentSyncId ?? null;
  return (
    <>
      <PageHeader title={clientsText.title} lead={clientsText.lead}>
        <ExportClients timeZone={me.firm.timeZone} />
        {(management !== undefined || connection.isPending) && (
          <MainAction management={management} currentSyncId={currentSyncId} me={me} />
        )}
      </PageHeader>
      {connection.isError && connection.data === undefined && (
        <Failure error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      <ViewOnlyNote management={management} role={me.role} />
      <Filters />
      <ClientList management={management} />
    </>
  );
}
