import { Paper, Table, Text, VisuallyHidden } from '@mantine/core';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { LastSignIn } from './last-sign-in.tsx';
import { MfaBadge } from './mfa-badge.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { Dialog } from './use-dialog.ts';
import { UserActions } from './user-actions.tsx';
import { UserName } from './user-name.tsx';

const COLUMNS = ['name', 'role', 'mfa', 'lastSignIn', 'status'] as const;

interface UserTableProps {
  users: readonly UserRow[];
  onAsk: (dialog: Dialog) => void;
}

export function UserTable({ users, onAsk }: UserTableProps) {
  return (
    <Paper withBorder>
      <Table aria-label={usersText.tableLabel} verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} scope="col">
                {usersText[column]}
              </Table.Th>
            ))}
            <Table.Th scope="col">
              <VisuallyHidden>{usersText.actions}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Table.Tr key={user.userId}>
              <Table.Th scope="row" fw={400}>
                <UserName user={user} />
              </Table.Th>
              <Table.Td>{usersText.roles[user.role]}</Table.Td>
              <Table.Td>
                <MfaBadge mfa={user.mfa} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" component="span">
                  <LastSignIn user={user} />
                </Text>
              </Table.Td>
              <Table.Td>
                <StatusBadge user={user} />
              </Table.Td>
              <Table.Td ta="right">
                <UserActions user={user} onAsk={onAsk} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
