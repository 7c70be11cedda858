import { PageHeader } from '../../ui/page-header.tsx';

export function ClientsPage() {
  return <PageHeader title="ClientsPage" />;
}
