import { Button, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ClientView } from '../../api/types.ts';
import { webAddressOf } from '../../clients/addresses.ts';
import { ClientBadges } from '../../clients/client-badges.tsx';
import { clientText } from '../../text/client.ts';
import { PageHeader } from '../../ui/page-header.tsx';

interface ClientHeaderProps {
  client: ClientView;
  /** What can be done with the client. */
  children: ReactNode;
}

export function ClientHeader({ client, children }: ClientHeaderProps) {
  return (
    <PageHeader title={client.name} lead={<ClientBadges client={client} always />}>
      <OpenInXpm webUrl={client.webUrl} />
      {children}
    </PageHeader>
  );
}

function OpenInXpm({ webUrl }: { webUrl: string | undefined }) {
  const address = webUrl === undefined ? undefined : webAddressOf(webUrl);
  if (address === undefined) return null;
  return (
    <Button
      component="a"
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      variant="default"
      rightSection={<IconExternalLink size={16} aria-hidden />}
    >
      {clientText.openInXpm}
      <VisuallyHidden>&nbsp;{clientText.opensNewTab}</VisuallyHidden>
    </Button>
  );
}
