import { NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ClientView } from '../../api/types.ts';
import { EditFailure } from '../../clients/edit-failure.tsx';
import { FormFrame, FormModal } from '../../clients/form-modal.tsx';
import { clientText } from '../../text/client.ts';
import { clientsText } from '../../text/clients.ts';
import { commonText } from '../../text/common.ts';
import { sayDone } from '../../ui/say.ts';
import { PROFILE_CHECKS, profileChanges, profileValuesOf } from './profile-values.ts';
import { useChange } from './use-change.ts';

interface EditProfileProps {
  client: ClientView;
  opened: boolean;
  onClose: () => void;
}

export function EditProfile({ client, opened, onClose }: EditProfileProps) {
  return (
    <FormModal opened={opened} onClose={onClose} title={clientText.edit}>
      <ProfileForm client={client} onClose={onClose} />
    </FormModal>
  );
}

const { details } = clientText;
const { statusNames } = clientsText;
const STATUSES = [
  { value: 'client', label: statusNames.client },
  { value: 'prospect', label: statusNames.prospect },
];
const TWO = { base: 1, xs: 2 };

function ProfileForm({ client, onClose }: Omit<EditProfileProps, 'opened'>) {
  const before = profileValuesOf(client);
  const form = useForm({ initialValues: before, validate: PROFILE_CHECKS });
  const change = useChange(() => {
    onClose();
    sayDone(clientText.saved);
  });
  const submit = form.onSubmit((values) => {
    if (change.isPending) return;
    change.mutate({ path: { clientId: client.clientId }, body: profileChanges(before, values) });
  });
  return (
    <FormFrame submitLabel={commonText.save} pending={change.isPending} onSubmit={submit} onCancel={onClose}>
      <TextInput label={details.name} required data-autofocus {...form.getInputProps('name')} />
      <NativeSelect label={details.status} data={STATUSES} {...form.getInputProps('status')} />
      <SimpleGrid cols={TWO}>
        <TextInput label={details.email} type="email" {...form.getInputProps('email')} />
        <TextInput label={details.phone} type="tel" {...form.getInputProps('phone')} />
      </SimpleGrid>
      <TextInput label={details.website} inputMode="url" {...form.getInputProps('website')} />
      <Textarea label={details.address} autosize minRows={2} maxRows={6} {...form.getInputProps('address')} />
      <SimpleGrid cols={TWO}>
        <TextInput label={details.city} {...form.getInputProps('city')} />
        <TextInput label={details.region} {...form.getInputProps('region')} />
        <TextInput label={details.postCode} {...form.getInputProps('postCode')} />
        <TextInput label={details.country} {...form.getInputProps('country')} />
      </SimpleGrid>
      <EditFailure error={change.error} onLeave={onClose} />
    </FormFrame>
  );
}
