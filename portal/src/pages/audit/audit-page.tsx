import { Button, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { callForCsv } from '../../api/call.ts';
import { reading } from '../../api/query.ts';
import { useMe } from '../../app/use-me.ts';
import { auditText } from '../../text/audit.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pager } from '../../ui/pager.tsx';
import { useCursors } from '../../ui/use-cursors.ts';
import { useDownload } from '../../ui/use-download.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { queryOf } from './audit-query.ts';

const route = getRouteApi('/shell/unrestricted/admin/settings/audit');

export function AuditPage() {
  const search = route.useSearch();
  const { firm } = useMe();
  const query = queryOf(search, firm.timeZone);
  const cursors = useCursors(JSON.stringify(query));
  const page = useQuery({
    ...reading('list-audit', { query: { ...query, cursor: cursors.cursor } }),
    placeholderData: keepPreviousData,
  });
  const download = useDownload(() => callForCsv('list-audit', { query }), auditText.csvName);
  const filtered = Object.keys(query).length > 0;

  return (
    <>
      <PageHeader title={auditText.title} lead={auditText.lead}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={download.isPending}
          onClick={() => {
            download.mutate();
          }}
        >
          {auditText.export}
        </Button>
      </PageHeader>
      {download.error !== null && <Failure error={download.error} />}
      <AuditFilters search={search} />
      {page.error !== null && <Failure error={page.error} onRetry={() => void page.refetch()} />}
      {page.error === null && page.data === undefined && <Skeleton height={520} />}
      {page.data !== undefined && page.data.events.length === 0 && (
        <EmptyState
          title={auditText.none}
          words={page.data.cursor === null ? auditText.noneOfFilter : auditText.olderMayMatch}
        />
      )}
      {page.data !== undefined && page.data.events.length > 0 && <AuditTable events={page.data.events} />}
      {(filtered || page.data !== undefined) && <Pager cursors={cursors} nextCursor={page.data?.cursor} />}
    </>
  );
}
