import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { clientsText } from '../../text/clients.ts';

const PAUSE_MILLISECONDS = 300;

interface SearchBoxProps {
  /** As the address has it. */
  search: string;
  onSearch: (search: string) => void;
}

/** Searches when typing pauses. Follows the address when that is changed by something else. */
export function SearchBox({ search, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(search);
  const [sent, setSent] = useState(search);
  const [seen, setSeen] = useState(search);
  if (search !== seen) {
    setSeen(search);
    if (search !== sent) setText(search);
  }
  const send = (typed: string) => {
    setSent(typed.trim());
    onSearch(typed.trim());
  };
  const sendLater = useDebouncedCallback(send, PAUSE_MILLISECONDS);
  const type = (typed: string) => {
    setText(typed);
    sendLater(typed);
  };
  return (
    <TextInput
      type="search"
      label={clientsText.search}
      placeholder={clientsText.searchHint}
      maxLength={200}
      value={text}
      onChange={(event) => {
        type(event.currentTarget.value);
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text !== '' && (
          <CloseButton
            size="sm"
            aria-label={clientsText.clearSearch}
            onClick={() => {
              sendLater.cancel();
              setText('');
              send('');
            }}
          />
        )
      }
      style={{ flex: '4 1 240px' }}
    />
  );
}
