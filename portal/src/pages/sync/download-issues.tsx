import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { callForCsv } from '../../api/call.ts';
import { commonText } from '../../text/common.ts';
import { syncText } from '../../text/sync.ts';
import { Failure } from '../../ui/failure.tsx';
import { useDownload } from '../../ui/use-download.ts';

/** All of a sync's reasons as a file, whatever page is shown. */
export function DownloadIssues({ syncId }: { syncId: string }) {
  const download = useDownload(
    () => callForCsv('get-sync', { path: { syncId } }),
    syncText.issues.csvName(syncId),
  );
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={download.isPending}
        onClick={() => {
          download.mutate();
        }}
      >
        {syncText.issues.download}
      </Button>
      {download.error !== null && <Failure error={download.error} title={commonText.notDone} />}
    </>
  );
}
