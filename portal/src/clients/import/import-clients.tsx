import { Modal, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { commonText } from '../../text/common.ts';
import { importText } from '../../text/import-clients.ts';
import { useCompact } from '../use-compact.ts';

const ImportSteps = lazy(async () => {
  const { ImportSteps: steps } = await import('./import-steps.tsx');
  return { default: steps };
});

interface ImportClientsProps {
  opened: boolean;
  /** Focus belongs to whatever opened it again. */
  onClose: () => void;
}

/** Clients from a CSV file: choose, look at what it would do, import. Only while the portal manages the clients. */
export function ImportClients({ opened, onClose }: ImportClientsProps) {
  const compact = useCompact();
  const [busy, setBusy] = useState(false);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={importText.title}
      size="xl"
      fullScreen={compact}
      closeOnClickOutside={false}
      closeOnEscape={!busy}
      closeButtonProps={{ 'aria-label': commonText.close, disabled: busy }}
    >
      <Suspense fallback={<Skeleton height={280} />}>
        <ImportSteps onBusy={setBusy} onDone={onClose} />
      </Suspense>
    </Modal>
  );
}
