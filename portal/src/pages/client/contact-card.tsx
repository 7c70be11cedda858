import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconStarFilled } from '@tabler/icons-react';
import type { ClientView } from '../../api/types.ts';
import type { Contact } from '../../clients/contact-changes.ts';
import { EmailLink, PhoneLink } from '../../clients/reach-links.tsx';
import { clientText } from '../../text/client.ts';
import { clientsText } from '../../text/clients.ts';
import { ContactActions } from './contact-actions.tsx';

interface ContactCardProps {
  client: ClientView;
  contact: Contact;
  editable: boolean;
  onEdit: () => void;
}

export function ContactCard({ client, contact, editable, onEdit }: ContactCardProps) {
  const { name, salutation, position, email, phone, mobile, isPrimary } = contact;
  const about = [salutation, position].filter((each) => each !== undefined).join(' · ');
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Stack gap={6} align="flex-start" miw={0}>
          <Title order={2} size="h5" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          {isPrimary && (
            <Badge color="brand" tt="none" leftSection={<IconStarFilled size={10} aria-hidden />}>
              {clientText.primary}
            </Badge>
          )}
          {about !== '' && (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
          {email === undefined ? (
            <Text size="sm" c="dimmed">
              {clientsText.gaps.NO_EMAIL}
            </Text>
          ) : (
            <EmailLink email={email} />
          )}
          {phone !== undefined && <PhoneLink phone={phone} />}
          {mobile !== undefined && mobile !== phone && <PhoneLink phone={mobile} />}
        </Stack>
        {editable && <ContactActions client={client} contact={contact} onEdit={onEdit} />}
      </Group>
    </Paper>
  );
}
