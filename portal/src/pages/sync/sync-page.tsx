import { getRouteApi } from '@tanstack/react-router';
import { hasCode } from '../../api/api-error.ts';
import { syncText } from '../../text/sync.ts';
import { Failure } from '../../ui/failure.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { useCursors } from '../../ui/use-cursors.ts';
import { NoSuchSync } from './no-such-sync.tsx';
import { SyncView } from './sync-view.tsx';
import { useSync } from './use-sync.ts';

const route = getRouteApi('/shell/unrestricted/syncs/$syncId');

export function SyncPage() {
  const { syncId } = route.useParams();
  const cursors = useCursors(syncId);
  const { data, error, refetch, dataUpdatedAt } = useSync(syncId, cursors.cursor);
  if (data !== undefined) return <SyncView sync={data} now={dataUpdatedAt} cursors={cursors} />;
  if (hasCode(error, 'SYNC_NOT_FOUND')) return <NoSuchSync />;
  if (error === null) return <PageSkeleton />;
  return (
    <>
      <PageHeader title={syncText.untitled} />
      <Failure error={error} onRetry={() => void refetch()} />
    </>
  );
}
