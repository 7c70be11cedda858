import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { matching } from './matching.ts';
import type { Dialog } from './use-dialog.ts';
import { UserCards } from './user-cards.tsx';
import { UserTable } from './user-table.tsx';
import { useSearchWords } from './use-search-words.ts';

interface UserListProps {
  users: readonly UserRow[];
  onAsk: (dialog: Dialog) => void;
}

/** A table, or cards where it would not fit. */
export function UserList({ users, onAsk }: UserListProps) {
  const [words, setWords] = useSearchWords();
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const found = matching(users, words);
  return (
    <>
      <VisuallyHidden role="status">{words === '' ? '' : usersText.found(found.length)}</VisuallyHidden>
      {found.length === 0 ? (
        <EmptyState title={usersText.noneTitle} words={usersText.none(words)}>
          <Button
            variant="light"
            onClick={() => {
              setWords('');
            }}
          >
            {usersText.clearSearch}
          </Button>
        </EmptyState>
      ) : narrow ? (
        <UserCards users={found} onAsk={onAsk} />
      ) : (
        <UserTable users={found} onAsk={onAsk} />
      )}
    </>
  );
}
