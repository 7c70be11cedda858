import { PageHeader } from '../../ui/page-header.tsx';

export function ManageClientsPage() {
  return <PageHeader title="ManageClientsPage" />;
}
