import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode, SyntheticEvent } from 'react';
import { commonText } from '../text/common.ts';
import { useCompact } from './use-compact.ts';

interface FormDialogProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  size?: string;
  children: ReactNode;
}

/** A dialog around a form; its content lives only while it is open. A click beside it loses nothing. */
export function FormModal({ opened, title, onClose, size = 'lg', children }: FormDialogProps) {
  const compact = useCompact();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      fullScreen={compact}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': commonText.close }}
    >
      {children}
    </Modal>
  );
}

interface FormFrameProps {
  submitLabel: string;
  pending: boolean;
  onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Fields, then the two buttons; the browser's own messages stay away, ours are beside the fields. */
export function FormFrame({ submitLabel, pending, onSubmit, onCancel, children }: FormFrameProps) {
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="md">
        {children}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            {commonText.cancel}
          </Button>
          <Button type="submit" loading={pending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
