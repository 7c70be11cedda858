import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { callForCsv } from '../../api/call.ts';
import type { SyncsSearch } from '../../app/search.ts';
import { commonText } from '../../text/common.ts';
import { syncsText } from '../../text/syncs.ts';
import { Failure } from '../../ui/failure.tsx';
import { useDownload } from '../../ui/use-download.ts';

/** The history as it is filtered, as a file. */
export function DownloadHistory({ search: { status, trigger } }: { search: SyncsSearch }) {
  const download = useDownload(
    () => callForCsv('list-syncs', { query: { status, trigger } }),
    syncsText.csvName,
  );
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={download.isPending}
        onClick={() => {
          download.mutate();
        }}
      >
        {syncsText.download}
      </Button>
      {download.error !== null && <Failure error={download.error} title={commonText.notDone} />}
    </>
  );
}
