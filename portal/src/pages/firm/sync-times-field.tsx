import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { firmText } from '../../text/firm.ts';
import { MAX_SYNC_TIMES, timeProblem } from './firm-values.ts';

interface SyncTimesFieldProps {
  timeZone: string;
  times: string[];
  /** Whether problems are shown: once the form was sent. */
  checked: boolean;
  onChange: (times: string[]) => void;
}

export function SyncTimesField({ timeZone, times, checked, onChange }: SyncTimesFieldProps) {
  return (
    <Input.Wrapper
      label={firmText.syncTimes}
      description={firmText.syncTimesHelp(timeZone)}
      labelElement="div"
      role="group"
      aria-label={firmText.syncTimes}
    >
      <Stack gap="xs" mt="xs" align="flex-start">
        {times.map((time, index) => (
          // Times have no identity but their place.
          <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              type="time"
              w={140}
              aria-label={firmText.syncTime(index + 1)}
              value={time}
              error={checked ? timeProblem(times, index) : null}
              onChange={({ currentTarget: { value } }) => {
                onChange(times.map((each, at) => (at === index ? value : each)));
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={firmText.removeTime(time)}
              disabled={times.length === 1}
              onClick={() => {
                onChange(times.filter((_, at) => at !== index));
              }}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="light"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={times.length === MAX_SYNC_TIMES}
          onClick={() => {
            onChange([...times, '']);
          }}
        >
          {firmText.addTime}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
