import { PageHeader } from '../../ui/page-header.tsx';

export function MfaPage() {
  return <PageHeader title="MfaPage" />;
}
