import { Alert } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { mfaText } from '../../text/mfa.ts';

/** Why somebody who wanted to go elsewhere is here. */
export function WhyRequired() {
  return (
    <Alert role="status" color="yellow" title={mfaText.requiredTitle} icon={<IconShieldLock aria-hidden />}>
      {mfaText.required}
    </Alert>
  );
}
