import { ChooseFile } from './choose-file.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportResult } from './import-result.tsx';
import { useImport } from './use-import.ts';

interface ImportStepsProps {
  onBusy: (busy: boolean) => void;
  onDone: () => void;
}

export function ImportSteps({ onBusy, onDone }: ImportStepsProps) {
  const { chosen, checking, preview, run, choose, start, reset } = useImport(onBusy);
  const name = chosen?.name ?? '';
  if (run.data !== undefined) {
    return <ImportResult answer={run.data} onAnother={reset} onDone={onDone} />;
  }
  if (preview.data !== undefined) {
    return (
      <ImportPreview
        name={name}
        answer={preview.data}
        pending={run.isPending}
        error={run.error}
        onImport={start}
        onAnother={reset}
      />
    );
  }
  return (
    <ChooseFile
      checking={checking ? name : undefined}
      problem={chosen?.problem}
      error={preview.error}
      onChoose={(file) => void choose(file)}
    />
  );
}
