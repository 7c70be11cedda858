import { PageHeader } from '../../ui/page-header.tsx';

export function IntegrationsPage() {
  return <PageHeader title="IntegrationsPage" />;
}
