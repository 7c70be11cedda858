import { Failure } from '../../ui/failure.tsx';
import { BackLink } from './back-link.tsx';
import { ClientActions } from './client-actions.tsx';
import { ClientHeader } from './client-header.tsx';
import { ClientSkeleton } from './client-skeleton.tsx';
import { ClientTabs } from './client-tabs.tsx';
import { useClientPage } from './use-client-page.ts';
import { ViewOnlyReason } from './view-only-reason.tsx';

export function ClientPage() {
  const { client, connection, management } = useClientPage();
  if (client.isPending) return <ClientSkeleton />;
  if (client.data === undefined) {
    return (
      <>
        <BackLink />
        <Failure error={client.error} onRetry={() => void client.refetch()} />
      </>
    );
  }
  return (
    <>
      <BackLink />
      <ClientHeader client={client.data}>
        {management === 'portal' && <ClientActions client={client.data} />}
      </ClientHeader>
      {connection.isError && management === undefined && (
        <Failure error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      <ViewOnlyReason client={client.data} management={management} />
      <ClientTabs
        key={client.data.clientId}
        client={client.data}
        editable={management === 'portal' && client.data.status !== 'archived'}
      />
    </>
  );
}
