import { Checkbox, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ClientView } from '../../api/types.ts';
import { withContact, type Contact } from '../../clients/contact-changes.ts';
import { EditFailure } from '../../clients/edit-failure.tsx';
import { FormFrame, FormModal } from '../../clients/form-modal.tsx';
import { clientText } from '../../text/client.ts';
import { clientsText } from '../../text/clients.ts';
import { commonText } from '../../text/common.ts';
import { sayDone } from '../../ui/say.ts';
import { CONTACT_CHECKS, contactOf, contactValuesOf } from './contact-values.ts';
import { useChange } from './use-change.ts';

interface ContactModalProps {
  client: ClientView;
  /** Undefined: a new one. */
  contact: Contact | undefined;
  opened: boolean;
  onClose: () => void;
}

export function ContactModal({ client, contact, opened, onClose }: ContactModalProps) {
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={contact === undefined ? clientText.addContact : clientText.editContactTitle}
    >
      <ContactForm client={client} contact={contact} onClose={onClose} />
    </FormModal>
  );
}

const TWO = { base: 1, xs: 2 };

function ContactForm({ client, contact, onClose }: Omit<ContactModalProps, 'opened'>) {
  const form = useForm({
    initialValues: contactValuesOf(contact, client.contacts.length === 0),
    validate: CONTACT_CHECKS,
  });
  // A client with contacts always has a primary one: another can be chosen, but not none.
  const stays = contact?.isPrimary ?? client.contacts.length === 0;
  const change = useChange(() => {
    onClose();
    sayDone(clientText.saved);
  });
  const submit = form.onSubmit((values) => {
    if (change.isPending) return;
    const contacts = withContact(client.contacts, contactOf(values, contact?.contactId));
    change.mutate({ path: { clientId: client.clientId }, body: { contacts } });
  });
  return (
    <FormFrame submitLabel={commonText.save} pending={change.isPending} onSubmit={submit} onCancel={onClose}>
      <TextInput label={clientText.contactName} required data-autofocus {...form.getInputProps('name')} />
      <SimpleGrid cols={TWO}>
        <TextInput label={clientText.salutation} {...form.getInputProps('salutation')} />
        <TextInput label={clientText.position} {...form.getInputProps('position')} />
      </SimpleGrid>
      <TextInput label={clientsText.email} type="email" {...form.getInputProps('email')} />
      <SimpleGrid cols={TWO}>
        <TextInput label={clientsText.phone} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={clientText.mobile} type="tel" {...form.getInputProps('mobile')} />
      </SimpleGrid>
      <Checkbox
        label={clientText.isPrimary}
        {...(stays && contact !== undefined ? { description: clientText.isPrimaryHint } : {})}
        disabled={stays}
        {...form.getInputProps('isPrimary', { type: 'checkbox' })}
      />
      <EditFailure error={change.error} onLeave={onClose} />
    </FormFrame>
  );
}
