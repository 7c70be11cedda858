import { PageHeader } from '../../ui/page-header.tsx';

export function FirmPage() {
  return <PageHeader title="FirmPage" />;
}
