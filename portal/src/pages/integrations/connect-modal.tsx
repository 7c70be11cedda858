import { Modal } from '@mantine/core';
import type { Connection } from '../../api/types.ts';
import { ConnectPanel } from '../../connection/connect-panel.tsx';
import { commonText } from '../../text/common.ts';
import { integrationsText } from '../../text/integrations.ts';

interface ConnectModalProps {
  opened: boolean;
  onClose: () => void;
  connection: Connection | undefined;
  outcome: string | undefined;
}

export function ConnectModal({ opened, onClose, connection, outcome }: ConnectModalProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={integrationsText.connectModal}
      closeButtonProps={{ 'aria-label': commonText.close }}
    >
      {connection !== undefined && <ConnectPanel connection={connection} outcome={outcome} />}
    </Modal>
  );
}
