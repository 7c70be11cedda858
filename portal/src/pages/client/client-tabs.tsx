import { Tabs } from '@mantine/core';
import type { ClientView } from '../../api/types.ts';
import { clientText } from '../../text/client.ts';
import { ContactsTab } from './contacts-tab.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { useTab } from './use-client-page.ts';

interface ClientTabsProps {
  client: ClientView;
  editable: boolean;
}

export function ClientTabs({ client, editable }: ClientTabsProps) {
  const { tab, show } = useTab();
  return (
    <Tabs value={tab} onChange={show} keepMounted={false}>
      <Tabs.List aria-label={clientText.tabs} mb="md">
        <Tabs.Tab value="profile">{clientText.profile}</Tabs.Tab>
        <Tabs.Tab value="contacts">{clientText.contactCount(client.contacts.length)}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="profile">
        <ProfileTab client={client} />
      </Tabs.Panel>
      <Tabs.Panel value="contacts">
        <ContactsTab client={client} editable={editable} />
      </Tabs.Panel>
    </Tabs>
  );
}
