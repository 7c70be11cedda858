import { Fieldset, SegmentedControl, Input, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../api/act.ts';
import { clientsText } from '../text/clients.ts';
import { sayDone } from '../ui/say.ts';
import { EditFailure } from './edit-failure.tsx';
import { emailCheck, lineCheck, nameCheck } from './field-checks.ts';
import { FormFrame, FormModal } from './form-modal.tsx';
import { contactCheck, EMPTY_CLIENT, newClientOf } from './new-client.ts';

interface AddClientProps {
  opened: boolean;
  onClose: () => void;
}

/** Adds one client by hand and goes to it. */
export function AddClient({ opened, onClose }: AddClientProps) {
  return (
    <FormModal opened={opened} onClose={onClose} title={clientsText.addTitle}>
      <AddClientForm onClose={onClose} />
    </FormModal>
  );
}

function AddClientForm({ onClose }: Pick<AddClientProps, 'onClose'>) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: EMPTY_CLIENT,
    validate: {
      name: nameCheck(clientsText.clientName),
      email: emailCheck,
      phone: lineCheck(clientsText.phone, 100),
      contactName: contactCheck,
      contactEmail: emailCheck,
      contactPhone: lineCheck(clientsText.contactPhone, 100),
    },
  });
  const add = useAct('create-client', {
    changes: ['list-clients'],
    onDone: ({ clientId, name }) => {
      sayDone(clientsText.added(name));
      onClose();
      void navigate({ to: '/clients/$clientId', params: { clientId } });
    },
  });
  const submit = form.onSubmit((values) => {
    if (!add.isPending) add.mutate({ body: newClientOf(values) });
  });
  return (
    <FormFrame submitLabel={clientsText.add} pending={add.isPending} onSubmit={submit} onCancel={onClose}>
      <TextInput label={clientsText.clientName} required data-autofocus {...form.getInputProps('name')} />
      <Input.Wrapper label={clientsText.kindOfClient} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={clientsText.kindOfClient}
          data={[
            { value: 'client', label: clientsText.statusNames.client },
            { value: 'prospect', label: clientsText.statusNames.prospect },
          ]}
          {...form.getInputProps('status')}
        />
      </Input.Wrapper>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label={clientsText.email} type="email" {...form.getInputProps('email')} />
        <TextInput label={clientsText.phone} type="tel" {...form.getInputProps('phone')} />
      </SimpleGrid>
      <Fieldset legend={clientsText.firstContact}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {clientsText.firstContactHint}
          </Text>
          <TextInput label={clientsText.contactName} {...form.getInputProps('contactName')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput
              label={clientsText.contactEmail}
              type="email"
              {...form.getInputProps('contactEmail')}
            />
            <TextInput label={clientsText.contactPhone} type="tel" {...form.getInputProps('contactPhone')} />
          </SimpleGrid>
        </Stack>
      </Fieldset>
      <EditFailure error={add.error} onLeave={onClose} />
    </FormFrame>
  );
}
