import { Text } from '@mantine/core';
import type { ClientView } from '../../api/types.ts';
import { primaryAfter, withoutContact, type Contact } from '../../clients/contact-changes.ts';
import { clientText } from '../../text/client.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { sayDone } from '../../ui/say.ts';
import { useChange } from './use-change.ts';

interface RemoveContactProps {
  client: ClientView;
  contact: Contact;
  opened: boolean;
  onClose: () => void;
}

export function RemoveContact({ client, contact, opened, onClose }: RemoveContactProps) {
  const { contactId, name } = contact;
  const change = useChange(() => {
    onClose();
    sayDone(clientText.removed(name));
  });
  return (
    <ConfirmModal
      opened={opened}
      title={clientText.removeTitle(name)}
      confirmLabel={clientText.removeConfirm}
      danger
      pending={change.isPending}
      error={change.error}
      onConfirm={() => {
        const contacts = withoutContact(client.contacts, contactId);
        change.mutate({ path: { clientId: client.clientId }, body: { contacts } });
      }}
      onClose={onClose}
    >
      <Text size="sm">
        {clientText.removeWords} {consequence(client, contact)}
      </Text>
    </ConfirmModal>
  );
}

function consequence({ contacts }: ClientView, { contactId, isPrimary }: Contact): string {
  if (!isPrimary) return '';
  const heir = primaryAfter(contacts, contactId);
  return heir === undefined ? clientText.removeLast : clientText.removeNext(heir.name);
}
