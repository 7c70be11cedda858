import { Button, Group, SimpleGrid } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClientView } from '../../api/types.ts';
import { primaryFirst, type Contact } from '../../clients/contact-changes.ts';
import { clientText } from '../../text/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ContactCard } from './contact-card.tsx';
import { ContactModal } from './contact-modal.tsx';

interface ContactsTabProps {
  client: ClientView;
  editable: boolean;
}

export function ContactsTab({ client, editable }: ContactsTabProps) {
  const [form, setForm] = useState<{ opened: boolean; contact?: Contact }>({ opened: false });
  const addButton = (
    <Button
      variant="light"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => {
        setForm({ opened: true });
      }}
    >
      {clientText.addContact}
    </Button>
  );
  return (
    <>
      {client.contacts.length === 0 ? (
        <EmptyState
          title={clientText.noContactsTitle}
          words={client.managedBy === 'xpm' ? clientText.noContactsXpm : clientText.noContactsPortal}
          icon={<IconUsers size={40} stroke={1.5} aria-hidden />}
        >
          {editable && addButton}
        </EmptyState>
      ) : (
        <>
          {editable && (
            <Group justify="flex-end" mb="sm">
              {addButton}
            </Group>
          )}
          <SimpleGrid
            component="ul"
            cols={{ base: 1, md: 2 }}
            spacing="sm"
            m={0}
            p={0}
            style={{ listStyle: 'none' }}
          >
            {primaryFirst(client.contacts).map((contact) => (
              <ContactCard
                key={contact.contactId}
                client={client}
                contact={contact}
                editable={editable}
                onEdit={() => {
                  setForm({ opened: true, contact });
                }}
              />
            ))}
          </SimpleGrid>
        </>
      )}
      <ContactModal
        client={client}
        contact={form.contact}
        opened={form.opened}
        onClose={() => {
          setForm({ ...form, opened: false });
        }}
      />
    </>
  );
}
