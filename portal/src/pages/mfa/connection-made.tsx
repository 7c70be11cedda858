import { Text } from '@mantine/core';
import type { Me } from '../../api/types.ts';
import { mfaText } from '../../text/mfa.ts';
import { Callout } from '../../ui/callout.tsx';

/** Where an admin without MFA lands after connecting. */
export function ConnectionMade({ toDo }: Pick<Me, 'toDo'>) {
  return (
    <Callout severity="success" title={mfaText.connectedTitle}>
      {mfaText.connected}
      {toDo === 'configure-mfa' && (
        <Text size="sm" mt={4}>
          {mfaText.connectedNext}
        </Text>
      )}
    </Callout>
  );
}
