import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { callForCsv } from '../../api/call.ts';
import { importText } from '../../text/import-clients.ts';
import { Failure } from '../../ui/failure.tsx';
import { sayNotDone } from '../../ui/say.ts';
import { useDownload } from '../../ui/use-download.ts';
import { DropZone } from './drop-zone.tsx';

interface ChooseFileProps {
  /** Name of the file that is being checked. */
  checking: string | undefined;
  /** Why the file was not sent, in words. */
  problem: string | undefined;
  /** Why the API refused it. */
  error: unknown;
  onChoose: (file: File) => void;
}

export function ChooseFile({ checking, problem, error, onChoose }: ChooseFileProps) {
  const [dropProblem, setDropProblem] = useState<string>();
  const shown = dropProblem ?? problem;
  return (
    <Stack gap="md">
      <Text size="sm">{importText.intro}</Text>
      <Group>
        <TemplateButton />
      </Group>
      <DropZone
        disabled={checking !== undefined}
        onFiles={([first, ...others]) => {
          setDropProblem(others.length > 0 ? importText.problems.many : undefined);
          if (first !== undefined && others.length === 0) onChoose(first);
        }}
      />
      <div role="status">
        {checking !== undefined && (
          <Group gap="sm" wrap="nowrap">
            <Loader size="sm" aria-hidden />
            <Text size="sm">{importText.checking(checking)}</Text>
          </Group>
        )}
      </div>
      {checking === undefined && shown !== undefined && (
        <Alert role="alert" color="red" title={importText.refused} icon={<IconAlertTriangle aria-hidden />}>
          {shown}
        </Alert>
      )}
      {checking === undefined && shown === undefined && error !== null && (
        <Failure error={error} title={importText.refused} />
      )}
    </Stack>
  );
}

function TemplateButton() {
  const download = useDownload(() => callForCsv('get-import-template'), importText.templateName);
  return (
    <Button
      variant="light"
      size="sm"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={download.isPending}
      onClick={() => {
        download.mutate(undefined, { onError: sayNotDone });
      }}
    >
      {importText.template}
    </Button>
  );
}
