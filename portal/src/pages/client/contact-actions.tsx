import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconStar, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ClientView } from '../../api/types.ts';
import { withPrimary, type Contact } from '../../clients/contact-changes.ts';
import { clientText } from '../../text/client.ts';
import { sayDone, sayNotDone } from '../../ui/say.ts';
import { RemoveContact } from './remove-contact.tsx';
import { useChange } from './use-change.ts';

interface ContactActionsProps {
  client: ClientView;
  contact: Contact;
  onEdit: () => void;
}

export function ContactActions({ client, contact, onEdit }: ContactActionsProps) {
  const { contactId, name, isPrimary } = contact;
  const [removing, { open, close }] = useDisclosure(false);
  const change = useChange(() => {
    sayDone(clientText.nowPrimary(name));
  });
  const makePrimary = () => {
    const contacts = withPrimary(client.contacts, contactId);
    change.mutate({ path: { clientId: client.clientId }, body: { contacts } }, { onError: sayNotDone });
  };
  return (
    <Group gap={4} wrap="nowrap">
      {!isPrimary && (
        <Action label={clientText.makePrimaryOf(name)} loading={change.isPending} onClick={makePrimary}>
          <IconStar size={18} aria-hidden />
        </Action>
      )}
      <Action label={clientText.editContact(name)} onClick={onEdit}>
        <IconPencil size={18} aria-hidden />
      </Action>
      <Action label={clientText.removeContact(name)} onClick={open}>
        <IconTrash size={18} aria-hidden />
      </Action>
      <RemoveContact client={client} contact={contact} opened={removing} onClose={close} />
    </Group>
  );
}

interface ActionProps {
  label: string;
  loading?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Action({ label, loading = false, onClick, children }: ActionProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" size="lg" aria-label={label} loading={loading} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
