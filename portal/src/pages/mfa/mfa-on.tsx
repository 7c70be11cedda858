import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mfaText } from '../../text/mfa.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { StatusCard } from './status-card.tsx';
import { useSwitchOff } from './use-switch-off.ts';

interface MfaOnProps {
  /** The firm's connection demands it. */
  required: boolean;
}

export function MfaOn({ required }: MfaOnProps) {
  const [asking, { open, close }] = useDisclosure(false);
  const { mutate, isPending, error } = useSwitchOff();
  return (
    <StatusCard on>
      <Text size="sm">{mfaText.newDevice}</Text>
      <Button variant="default" onClick={open}>
        {mfaText.switchOff}
      </Button>
      <ConfirmModal
        opened={asking}
        title={mfaText.offQuestion}
        confirmLabel={mfaText.switchOff}
        danger
        pending={isPending}
        error={error}
        onClose={close}
        onConfirm={() => {
          if (!isPending) mutate();
        }}
      >
        <Text size="sm">{required ? mfaText.offRestricts : mfaText.offConsequence}</Text>
      </ConfirmModal>
    </StatusCard>
  );
}
