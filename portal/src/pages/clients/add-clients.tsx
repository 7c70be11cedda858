import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconFileImport, IconPlus, IconUserPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { AddClient } from '../../clients/add-client.tsx';
import { ImportClients } from '../../clients/import/import-clients.tsx';
import { clientsText } from '../../text/clients.ts';

/** The two ways to add clients; only while the portal manages them. */
export function AddClients() {
  const button = useRef<HTMLButtonElement>(null);
  const [adding, byHand] = useDisclosure(false);
  const [importing, byFile] = useDisclosure(false);
  // The menu's entries are gone when a dialog closes, so focus would go nowhere.
  const closing = (close: () => void) => () => {
    close();
    button.current?.focus();
  };
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            ref={button}
            leftSection={<IconPlus size={16} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            {clientsText.addClients}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserPlus size={16} aria-hidden />} onClick={byHand.open}>
            {clientsText.addByHand}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={byFile.open}>
            {clientsText.importCsv}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <AddClient opened={adding} onClose={closing(byHand.close)} />
      <ImportClients opened={importing} onClose={closing(byFile.close)} />
    </>
  );
}
