import { Button, Group, Stack, Text } from '@mantine/core';
import { useAct } from '../../../api/act.ts';
import type { Duplicate } from '../../../api/types.ts';
import { commonText } from '../../../text/common.ts';
import { duplicatesText } from '../../../text/duplicates.ts';
import { Failure } from '../../../ui/failure.tsx';
import { sayDone } from '../../../ui/say.ts';

/** The decision about one pair: link or keep apart, or take either back. */
export function Decide({ duplicate: { duplicateId, status } }: { duplicate: Duplicate }) {
  const act = useAct('decide-duplicate', {
    changes: ['list-duplicates', 'list-clients', 'get-client', 'list-notices'],
    // Here and not where it is called: the pair leaves the list that is read anew, and takes its callbacks with it.
    onDone: ({ status: now }) => {
      sayDone(duplicatesText.done[now]);
    },
  });
  const decide = (action: 'link' | 'keep-apart' | 'undo') => {
    act.mutate({ path: { duplicateId }, body: { action } });
  };
  const button = (action: 'link' | 'keep-apart' | 'undo', label: string, variant: string) => (
    <Button
      size="sm"
      variant={variant}
      loading={act.isPending && act.variables.body?.action === action}
      disabled={act.isPending}
      onClick={() => {
        decide(action);
      }}
    >
      {label}
    </Button>
  );
  return (
    <Stack gap="xs">
      {act.error !== null && <Failure error={act.error} title={commonText.notDone} />}
      {status === 'open' ? (
        <>
          <Text size="xs" c="dimmed">
            {duplicatesText.linkWords} {duplicatesText.keepApartWords}
          </Text>
          <Group gap="sm">
            {button('link', duplicatesText.link, 'filled')}
            {button('keep-apart', duplicatesText.keepApart, 'default')}
          </Group>
        </>
      ) : (
        <Group>{button('undo', duplicatesText.undo, 'default')}</Group>
      )}
    </Stack>
  );
}
