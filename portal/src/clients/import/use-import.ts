import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import { readCsvFile, type CsvFile } from './csv-file.ts';

interface Chosen {
  name: string;
  /** Undefined while it is read. */
  file?: CsvFile;
  /** Why it was not even sent, in words. */
  problem?: string;
}

/** A file on its way: chosen, previewed, imported. `onBusy`: whether it must not be left alone. */
export function useImport(onBusy: (busy: boolean) => void) {
  const [chosen, setChosen] = useState<Chosen>();
  const preview = useAct('import-clients', { changes: [] });
  const run = useAct('import-clients', { changes: ['list-clients', 'get-client'] });

  const choose = async (file: File) => {
    preview.reset();
    run.reset();
    setChosen({ name: file.name });
    const read = await readCsvFile(file);
    if ('problem' in read) {
      setChosen({ name: file.name, problem: read.problem });
      return;
    }
    setChosen({ name: file.name, file: read });
    preview.mutate({ query: { preview: 'true' }, ...sending(read) });
  };

  const start = () => {
    if (chosen?.file === undefined || run.isPending) return;
    onBusy(true);
    run.mutate(sending(chosen.file), {
      onSettled: () => {
        onBusy(false);
      },
    });
  };

  const reset = () => {
    preview.reset();
    run.reset();
    setChosen(undefined);
  };

  const checking =
    preview.isPending || (chosen !== undefined && chosen.file === undefined && chosen.problem === undefined);
  return { chosen, checking, preview, run, choose, start, reset };
}

function sending({ content, contentType }: CsvFile) {
  return { body: content, headers: { 'content-type': contentType } };
}
