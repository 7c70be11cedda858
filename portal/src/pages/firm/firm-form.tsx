import { Button, Group, Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useAct } from '../../api/act.ts';
import type { Firm, UserRow } from '../../api/types.ts';
import { commonText } from '../../text/common.ts';
import { firmText } from '../../text/firm.ts';
import { Failure } from '../../ui/failure.tsx';
import { sayDone } from '../../ui/say.ts';
import { AudienceField } from './audience-field.tsx';
import { changesOf, firmChecks, type FirmValues, valuesOf } from './firm-values.ts';
import { Section } from './section.tsx';
import { SyncTimesField } from './sync-times-field.tsx';

const SUMMARY_SETTINGS: Firm['summaryMail'][] = ['every-run', 'changes-and-failures', 'failures'];

interface FirmFormProps {
  firm: Firm;
  users: UserRow[];
}

export function FirmForm({ firm, users }: FirmFormProps) {
  const form = useForm<FirmValues>({ initialValues: valuesOf(firm), validate: firmChecks });
  const save = useAct('update-firm', {
    changes: ['get-firm', 'get-me', 'get-connection'],
    onDone: (saved) => {
      form.setInitialValues(valuesOf(saved));
      form.setValues(valuesOf(saved));
      sayDone(firmText.saved);
    },
  });
  const changes = changesOf(firm, form.values);

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(() => {
        if (changes !== undefined) save.mutate({ body: changes });
      })}
    >
      <Stack gap="lg">
        <Section title={firmText.firm}>
          <TextInput label={firmText.name} maxLength={200} required {...form.getInputProps('name')} />
          <Select
            label={firmText.timeZone}
            description={firmText.timeZoneHelp}
            data={timeZones(firm.timeZone)}
            searchable
            allowDeselect={false}
            required
            {...form.getInputProps('timeZone')}
          />
        </Section>
        <Section title={firmText.syncing}>
          <SyncTimesField
            timeZone={form.values.timeZone}
            times={form.values.syncTimes}
            checked={form.errors['syncTimes'] !== undefined}
            onChange={(times) => {
              form.setFieldValue('syncTimes', times);
            }}
          />
          <Switch
            label={firmText.membersMaySync}
            description={firmText.membersMaySyncHelp}
            {...form.getInputProps('membersMaySync', { type: 'checkbox' })}
          />
        </Section>
        <Section title={firmText.mail}>
          <Radio.Group
            label={firmText.summaryMail}
            description={firmText.summaryMailHelp}
            {...form.getInputProps('summaryMail')}
          >
            <Stack gap="xs" mt="xs">
              {SUMMARY_SETTINGS.map((setting) => (
                <Radio key={setting} value={setting} label={firmText.summaryMailOf[setting]} />
              ))}
            </Stack>
          </Radio.Group>
          <AudienceField
            label={firmText.recipientsOfSummary}
            users={users}
            value={form.values.summaryTo}
            error={form.errors['summaryTo']}
            onChange={(audience) => {
              form.setFieldValue('summaryTo', audience);
            }}
          />
          <AudienceField
            label={firmText.recipientsOfProblems}
            users={users}
            value={form.values.problemsTo}
            error={form.errors['problemsTo']}
            onChange={(audience) => {
              form.setFieldValue('problemsTo', audience);
            }}
          />
        </Section>
        {save.error !== null && <Failure error={save.error} title={commonText.notDone} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={changes === undefined}>
            {commonText.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** All that this browser knows, and the one that is set. */
function timeZones(current: string): string[] {
  return [...new Set([current, ...Intl.supportedValuesOf('timeZone')])].sort();
}
