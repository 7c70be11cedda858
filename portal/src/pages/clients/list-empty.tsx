import { Button } from '@mantine/core';
import { IconAddressBook, IconZoomQuestion } from '@tabler/icons-react';
import type { Management } from '../../clients/management.ts';
import { clientsText } from '../../text/clients.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useClientsSearch } from './use-clients-search.ts';

interface ListEmptyProps {
  management: Management | undefined;
}

export function ListEmpty({ management }: ListEmptyProps) {
  const { filtered, clear } = useClientsSearch();
  if (filtered) {
    return (
      <EmptyState
        title={clientsText.noneFoundTitle}
        words={clientsText.noneFound}
        icon={<IconZoomQuestion size={40} stroke={1.5} aria-hidden />}
      >
        <Button variant="light" onClick={clear}>
          {clientsText.clearFilters}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={clientsText.emptyTitle}
      words={management === 'portal' ? clientsText.emptyPortal : clientsText.emptyXpm}
      icon={<IconAddressBook size={40} stroke={1.5} aria-hidden />}
    />
  );
}
