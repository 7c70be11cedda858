import { MultiSelect, Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { UserRow } from '../../api/types.ts';
import { firmText } from '../../text/firm.ts';
import type { Audience } from './firm-values.ts';

interface AudienceFieldProps {
  label: string;
  users: UserRow[];
  value: Audience;
  error?: ReactNode;
  onChange: (audience: Audience) => void;
}

/** All admins, or some people by name. */
export function AudienceField({ label, users, value, error, onChange }: AudienceFieldProps) {
  const chosen = value === 'admins' ? undefined : value;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={label}
        value={chosen === undefined ? 'admins' : 'chosen'}
        onChange={(kind) => {
          onChange(kind === 'admins' ? 'admins' : []);
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="admins" label={firmText.allAdmins} />
          <Radio value="chosen" label={firmText.selected} />
        </Stack>
      </Radio.Group>
      {chosen !== undefined && (
        <MultiSelect
          aria-label={`${label}: ${firmText.people}`}
          data={users
            .filter(({ userId, active }) => active || chosen.includes(userId))
            .map(({ userId, name, active }) => ({
              value: userId,
              label: active ? name : firmText.inactive(name),
            }))}
          value={[...chosen]}
          onChange={onChange}
          error={error}
          maxValues={20}
          searchable
        />
      )}
    </Stack>
  );
}
