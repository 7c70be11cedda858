import { PageHeader } from '../../ui/page-header.tsx';

export function SyncsPage() {
  return <PageHeader title="SyncsPage" />;
}
