import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import type { UserRow } from '../../api/types.ts';
import { useMe } from '../../app/use-me.ts';
import { commonText } from '../../text/common.ts';
import { usersText } from '../../text/users.ts';
import { Callout } from '../../ui/callout.tsx';
import { Failure } from '../../ui/failure.tsx';
import { sayDone } from '../../ui/say.ts';
import { submitting } from '../../ui/submitting.ts';
import { NameField } from './name-field.tsx';
import { RoleField } from './role-field.tsx';

interface EditFormProps {
  user: UserRow;
  onClose: () => void;
}

export function EditForm({ user, onClose }: EditFormProps) {
  const me = useMe();
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState(user.role);
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useAct('update-user', {
    changes: ['list-users', 'get-me'],
    onDone: () => {
      sayDone(usersText.saved);
      onClose();
    },
  });
  const givesUp = user.userId === me.userId && user.role === 'admin' && role === 'member';
  const submit = () => {
    setTried(true);
    if (name.trim() === '' || isPending) return;
    // Only what was changed: somebody else may have changed the rest meanwhile.
    const changes = {
      ...(name.trim() === user.name ? {} : { name: name.trim() }),
      ...(role === user.role ? {} : { role }),
    };
    if (Object.keys(changes).length === 0) onClose();
    else mutate({ path: { userId: user.userId }, body: changes });
  };
  return (
    <form noValidate onSubmit={submitting(submit)}>
      <Stack gap="md">
        {error !== null && <Failure error={error} title={commonText.notDone} />}
        <NameField value={name} onChange={setName} tried={tried} />
        <RoleField value={role} onChange={setRole} />
        <div role="status">{givesUp && <Callout severity="warning">{usersText.ownRole}</Callout>}</div>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {commonText.cancel}
          </Button>
          <Button type="submit" loading={isPending} {...(givesUp ? { color: 'red.9' } : {})}>
            {givesUp ? usersText.giveUp : commonText.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
