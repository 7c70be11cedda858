import { PageHeader } from '../../ui/page-header.tsx';

export function ClientPage() {
  return <PageHeader title="ClientPage" />;
}
