import { List } from '@mantine/core';
import { connectionText } from '../text/connection.ts';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { useDisconnect } from './use-disconnect.ts';

interface DisconnectModalProps {
  opened: boolean;
  onClose: () => void;
  onClosed?: () => void;
}

export function DisconnectModal({ opened, onClose, onClosed }: DisconnectModalProps) {
  const disconnect = useDisconnect(onClose);
  return (
    <ConfirmModal
      opened={opened}
      title={connectionText.disconnectTitle}
      confirmLabel={connectionText.disconnect}
      danger
      {...(onClosed === undefined ? {} : { onClosed })}
      pending={disconnect.isPending}
      error={disconnect.error}
      onConfirm={() => {
        disconnect.mutate({});
      }}
      onClose={() => {
        disconnect.reset();
        onClose();
      }}
    >
      <List spacing="xs" size="sm">
        {connectionText.disconnectWords.map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
    </ConfirmModal>
  );
}
