import { Button, Stack } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../api/query.ts';
import { usersText } from '../../text/users.ts';
import { Failure } from '../../ui/failure.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { OneAdminHint } from './one-admin-hint.tsx';
import { Seats } from './seats.tsx';
import { UserDialogs } from './user-dialogs.tsx';
import { UserList } from './user-list.tsx';
import { UserSearch } from './user-search.tsx';
import { UsersSkeleton } from './users-skeleton.tsx';
import { useDialog } from './use-dialog.ts';

export function UsersPage() {
  const { data, error, refetch } = useQuery(reading('list-users'));
  const dialog = useDialog();
  return (
    <>
      <PageHeader title={usersText.title} lead={usersText.lead}>
        <Button
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => {
            dialog.open({ kind: 'invite' });
          }}
        >
          {usersText.invite}
        </Button>
      </PageHeader>
      {error !== null && data === undefined && <Failure error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <UsersSkeleton />}
      {data !== undefined && (
        <Stack gap="md">
          <OneAdminHint users={data.users} />
          <UserSearch>
            <Seats seats={data.seats} />
          </UserSearch>
          <UserList users={data.users} onAsk={dialog.open} />
        </Stack>
      )}
      <UserDialogs dialog={dialog} />
    </>
  );
}
