import type { Management } from '../../clients/management.ts';
import { useCompact } from '../../clients/use-compact.ts';
import { Failure } from '../../ui/failure.tsx';
import { ClientCards } from './client-cards.tsx';
import { ClientTable } from './client-table.tsx';
import { ListEmpty } from './list-empty.tsx';
import { ListFoot } from './list-foot.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { useClientList } from './use-client-list.ts';
import { useClientsSearch } from './use-clients-search.ts';

interface ClientListProps {
  management: Management | undefined;
}

export function ClientList({ management }: ClientListProps) {
  const compact = useCompact();
  const { search, filtered } = useClientsSearch();
  const { list, cursors, limit } = useClientList(search, { fills: management === 'xpm' && !filtered });
  if (list.isPending) return <ListSkeleton rows={limit} />;
  if (list.data === undefined) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const { clients, cursor } = list.data;
  if (clients.length === 0 && cursors.page === 1) {
    return <ListEmpty management={management} />;
  }
  return (
    <div aria-busy={list.isPlaceholderData} style={{ opacity: list.isPlaceholderData ? 0.6 : 1 }}>
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {compact ? <ClientCards clients={clients} /> : <ClientTable clients={clients} />}
      <ListFoot
        count={clients.length}
        cursors={cursors}
        nextCursor={list.isPlaceholderData ? null : cursor}
      />
    </div>
  );
}
