import { PageHeader } from '../../ui/page-header.tsx';

export function SyncPage() {
  return <PageHeader title="SyncPage" />;
}
