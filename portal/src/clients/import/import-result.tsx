import { Alert, Button, Group, Stack } from '@mantine/core';
import { importText } from '../../text/import-clients.ts';
import { ImportRows } from './import-rows.tsx';
import { changesIn, type ImportAnswer } from './row-view.ts';
import { StepHeading } from './step-heading.tsx';

interface ImportResultProps {
  answer: ImportAnswer;
  onAnother: () => void;
  onDone: () => void;
}

export function ImportResult({ answer: { counts, rows }, onAnother, onDone }: ImportResultProps) {
  return (
    <Stack gap="md">
      <StepHeading title={importText.resultTitle} lead={importText.resultLead(changesIn(counts))} />
      {counts.skipped > 0 && <Alert color="orange">{importText.someSkipped(counts.skipped)}</Alert>}
      <ImportRows rows={rows} counts={counts} labels={importText.outcomes} linked />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onAnother}>
          {importText.anotherFile}
        </Button>
        <Button onClick={onDone}>{importText.done}</Button>
      </Group>
    </Stack>
  );
}
