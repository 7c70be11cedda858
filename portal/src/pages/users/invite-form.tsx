import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import { hasCode } from '../../api/api-error.ts';
import type { UserRow } from '../../api/types.ts';
import { commonText } from '../../text/common.ts';
import { usersText } from '../../text/users.ts';
import { Failure } from '../../ui/failure.tsx';
import { sayDone } from '../../ui/say.ts';
import { submitting } from '../../ui/submitting.ts';
import { NameField } from './name-field.tsx';
import { RoleField } from './role-field.tsx';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function InviteForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<UserRow['role']>('member');
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error, reset } = useAct('invite-user', {
    changes: ['list-users'],
    onDone: (user) => {
      sayDone(usersText.invitationSent(user.email));
      onClose();
    },
  });
  const submit = () => {
    setTried(true);
    if (name.trim() !== '' && EMAIL.test(email.trim()) && !isPending)
      mutate({ body: { name: name.trim(), email: email.trim(), role } });
  };
  const taken = hasCode(error, 'EMAIL_TAKEN');
  return (
    <form noValidate onSubmit={submitting(submit)}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {usersText.inviteLead}
        </Text>
        {error !== null && !taken && <Failure error={error} title={commonText.notDone} />}
        <NameField value={name} onChange={setName} tried={tried} />
        <TextInput
          label={usersText.email}
          type="email"
          autoComplete="off"
          value={email}
          onChange={({ currentTarget }) => {
            setEmail(currentTarget.value);
            if (taken) reset();
          }}
          error={taken ? usersText.emailTaken : tried && !EMAIL.test(email.trim()) && usersText.emailWrong}
          errorProps={{ role: 'alert' }}
        />
        <RoleField value={role} onChange={setRole} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {commonText.cancel}
          </Button>
          <Button type="submit" loading={isPending}>
            {usersText.sendInvitation}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
