import { Alert, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Me } from '../../api/types.ts';
import { mfaText } from '../../text/mfa.ts';

/** Where an admin without MFA lands after connecting. */
export function ConnectionMade({ toDo }: Pick<Me, 'toDo'>) {
  return (
    <Alert role="status" color="teal" title={mfaText.connectedTitle} icon={<IconCircleCheck aria-hidden />}>
      <Text size="sm">{mfaText.connected}</Text>
      {toDo === 'configure-mfa' && (
        <Text size="sm" mt={4}>
          {mfaText.connectedNext}
        </Text>
      )}
    </Alert>
  );
}
