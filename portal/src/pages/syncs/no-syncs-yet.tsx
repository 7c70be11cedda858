import { useMe } from '../../app/use-me.ts';
import { syncsText } from '../../text/syncs.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';

export function NoSyncsYet() {
  const { role } = useMe();
  return (
    <EmptyState title={syncsText.emptyTitle} words={syncsText.empty}>
      {role === 'admin' && (
        <LinkButton variant="light" to="/settings/integrations">
          {syncsText.toIntegrations}
        </LinkButton>
      )}
    </EmptyState>
  );
}
