import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { callForCsv } from '../../api/call.ts';
import { clientsText } from '../../text/clients.ts';
import { saveFile } from '../../ui/save-file.ts';
import { sayNotDone } from '../../ui/say-not-done.ts';
import { sayDone } from '../../ui/say.ts';
import { dayIn } from './day.ts';

/** All current clients as a file. */
export function ExportClients({ timeZone }: { timeZone: string }) {
  const download = useMutation({
    mutationFn: () => callForCsv('export-clients'),
    onSuccess: (csv) => {
      saveFile(csv, clientsText.exportName(dayIn(timeZone, new Date())));
      sayDone(clientsText.exported);
    },
    onError: sayNotDone,
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={download.isPending}
      onClick={() => {
        download.mutate();
      }}
    >
      {clientsText.exportCsv}
    </Button>
  );
}
