import { CloseButton, Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { usersText } from '../../text/users.ts';
import { useSearchWords } from './use-search-words.ts';

/** The words stand in the address, so that going back finds the list as it was. */
export function UserSearch({ children }: { children: ReactNode }) {
  const [words, setWords] = useSearchWords();
  return (
    <Group justify="space-between" gap="sm">
      <TextInput
        type="search"
        aria-label={usersText.search}
        placeholder={usersText.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          words === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={usersText.clearSearch}
              onClick={() => {
                setWords('');
              }}
            />
          )
        }
        flex="1 1 240px"
        maw={360}
        value={words}
        onChange={({ currentTarget }) => {
          setWords(currentTarget.value);
        }}
      />
      {children}
    </Group>
  );
}
