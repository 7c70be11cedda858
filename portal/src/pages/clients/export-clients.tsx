import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { callForCsv } from '../../api/call.ts';
import { clientsText } from '../../text/clients.ts';
import { sayDone, sayNotDone } from '../../ui/say.ts';
import { useDownload } from '../../ui/use-download.ts';
import { dayIn } from './day.ts';

/** All current clients as a file. */
export function ExportClients({ timeZone }: { timeZone: string }) {
  const name = clientsText.exportName(dayIn(timeZone, new Date()));
  const download = useDownload(() => callForCsv('export-clients'), name);
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={download.isPending}
      onClick={() => {
        download.mutate(undefined, {
          onSuccess: () => {
            sayDone(clientsText.exported);
          },
          onError: sayNotDone,
        });
      }}
    >
      {clientsText.exportCsv}
    </Button>
  );
}
