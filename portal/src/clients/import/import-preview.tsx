import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { importText } from '../../text/import-clients.ts';
import { Failure } from '../../ui/failure.tsx';
import { ImportRows } from './import-rows.tsx';
import { changesIn, type ImportAnswer } from './row-view.ts';
import { StepHeading } from './step-heading.tsx';

interface ImportPreviewProps {
  name: string;
  answer: ImportAnswer;
  pending: boolean;
  /** Why the import did not happen. */
  error: unknown;
  onImport: () => void;
  onAnother: () => void;
}

/** What the file would do, before anything is stored. */
export function ImportPreview({ name, answer, pending, error, onImport, onAnother }: ImportPreviewProps) {
  const { counts, rows } = answer;
  const changes = changesIn(counts);
  return (
    <Stack gap="md">
      <StepHeading title={importText.previewTitle(name)} lead={importText.previewLead} />
      {counts.skipped > 0 && (
        <Alert color="orange">
          <Text size="sm">{importText.willSkip(counts.skipped)}</Text>
        </Alert>
      )}
      {changes === 0 && <Alert color="blue">{importText.nothingToDo}</Alert>}
      <ImportRows rows={rows} counts={counts} labels={importText.plannedOutcomes} linked={false} />
      {error !== null && <Failure error={error} title={importText.notImported} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" disabled={pending} onClick={onAnother}>
          {importText.anotherFile}
        </Button>
        {changes > 0 && (
          <Button loading={pending} onClick={onImport}>
            {importText.import(changes)}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
