import { Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { reading } from '../../api/query.ts';
import type { AuditSearch } from '../../app/search.ts';
import { ACTS, auditText } from '../../text/audit.ts';

/** The filters, which live in the address. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const users = useQuery(reading('list-users'));
  const set = (change: AuditSearch) => {
    void navigate({ to: '/settings/audit', search: { ...search, ...change }, replace: true });
  };
  const actors = [
    { value: 'system', label: auditText.system },
    ...(users.data?.users ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
  ];
  return (
    <Group role="group" aria-label={auditText.filters} align="flex-end" mb="md" gap="sm">
      <Select
        label={auditText.action}
        placeholder={auditText.anyAction}
        data={Object.entries(ACTS).map(([value, label]) => ({ value, label }))}
        value={search.action ?? null}
        onChange={(action) => {
          set({ action: action ?? undefined });
        }}
        searchable
        clearable
        w={240}
      />
      <Select
        label={auditText.actor}
        placeholder={auditText.anybody}
        data={actors}
        value={search.actor ?? null}
        onChange={(actor) => {
          set({ actor: actor ?? undefined });
        }}
        searchable
        clearable
        w={200}
      />
      <DayField label={auditText.from} day={search.from} onChange={(from) => set({ from })} />
      <DayField label={auditText.to} day={search.to} onChange={(to) => set({ to })} />
    </Group>
  );
}

interface DayFieldProps {
  label: string;
  day: string | undefined;
  onChange: (day: string | undefined) => void;
}

function DayField({ label, day, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={day ?? ''}
      onChange={({ currentTarget: { value } }) => {
        onChange(value === '' ? undefined : value);
      }}
      w={160}
    />
  );
}
