import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { commonText } from '../text/common.ts';
import { Failure } from './failure.tsx';

interface ConfirmModalProps {
  opened: boolean;
  title: string;
  /** What will happen, in words. */
  children: ReactNode;
  confirmLabel: string;
  /** For what cannot be taken back easily. */
  danger?: boolean;
  pending: boolean;
  /** Why it did not happen. */
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
  /** Once it is gone, e.g. to give the focus to what led here, if that was gone before. */
  onClosed?: () => void;
}

/** Asks before something happens, and stays open until it has. */
export function ConfirmModal({ opened, title, children, ...rest }: ConfirmModalProps) {
  const { confirmLabel, danger = false, pending, error, onConfirm, onClose, onClosed } = rest;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      {...(onClosed === undefined ? {} : { returnFocus: false, onExitTransitionEnd: onClosed })}
      title={title}
      closeButtonProps={{ 'aria-label': commonText.close }}
    >
      <Stack gap="md">
        {children}
        {error !== undefined && error !== null && <Failure error={error} title={commonText.notDone} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {commonText.cancel}
          </Button>
          <Button {...(danger ? { color: 'red.9' } : {})} loading={pending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
