import { List, Text, Title } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { syncText } from '../../text/sync.ts';
import { LinkAnchor } from '../../ui/link-anchor.tsx';

const words = syncText.gaps;

/** Clients that documents cannot be sent to, as of this sync; each line leads to the list of them. */
export function ClientGaps({ attention }: Pick<SyncRecord, 'attention'>) {
  if (attention === null) return null;
  const { withoutPrimaryContact, withoutEmail } = attention;
  if (withoutPrimaryContact + withoutEmail === 0) return null;
  return (
    <section aria-labelledby="client-gaps">
      <Title order={2} size="h4" id="client-gaps">
        {words.title}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {words.lead}
      </Text>
      <List>
        {withoutPrimaryContact > 0 && (
          <List.Item>
            <LinkAnchor to="/clients" search={{ gap: 'NO_PRIMARY_CONTACT' }}>
              {words.withoutPrimaryContact(withoutPrimaryContact)}
            </LinkAnchor>
          </List.Item>
        )}
        {withoutEmail > 0 && (
          <List.Item>
            <LinkAnchor to="/clients" search={{ gap: 'NO_EMAIL' }}>
              {words.withoutEmail(withoutEmail)}
            </LinkAnchor>
          </List.Item>
        )}
      </List>
    </section>
  );
}
