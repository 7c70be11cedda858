import { getRouteApi } from '@tanstack/react-router';
import { syncsText } from '../../text/syncs.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pager } from '../../ui/pager.tsx';
import { useCursors } from '../../ui/use-cursors.ts';
import { DownloadHistory } from './download-history.tsx';
import { SyncFilters } from './sync-filters.tsx';
import { SyncList } from './sync-list.tsx';
import { SyncNowButton } from './sync-now-button.tsx';
import { useSyncs } from './use-syncs.ts';

const route = getRouteApi('/shell/unrestricted/syncs');

export function SyncsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const cursors = useCursors(JSON.stringify(search));
  const query = useSyncs(search, cursors.cursor);
  return (
    <>
      <PageHeader title={syncsText.title} lead={syncsText.lead}>
        <DownloadHistory search={search} />
        <SyncNowButton />
      </PageHeader>
      <SyncFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
      <SyncList query={query} filtered={search.status !== undefined || search.trigger !== undefined} />
      <Pager cursors={cursors} nextCursor={query.data?.cursor} />
    </>
  );
}
