import { Radio, Stack } from '@mantine/core';
import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';

type Role = UserRow['role'];

const ROLES = ['member', 'admin'] as const satisfies readonly Role[];

interface RoleFieldProps {
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleField({ value, onChange }: RoleFieldProps) {
  return (
    <Radio.Group
      label={usersText.role}
      value={value}
      onChange={(chosen) => {
        const role = ROLES.find((each) => each === chosen);
        if (role !== undefined) onChange(role);
      }}
    >
      <Stack gap="xs" mt={6}>
        {ROLES.map((role) => (
          <Radio
            key={role}
            value={role}
            label={usersText.roles[role]}
            description={usersText.roleHints[role]}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
