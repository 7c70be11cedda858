import { syncText } from '../../text/sync.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

export function NoSuchSync() {
  return (
    <>
      <PageHeader title={syncText.untitled} />
      <EmptyState title={syncText.gone} words={syncText.goneWords}>
        <LinkButton variant="light" to="/syncs">
          {syncText.back}
        </LinkButton>
      </EmptyState>
    </>
  );
}
