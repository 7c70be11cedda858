import { mfaText } from '../../text/mfa.ts';
import { Callout } from '../../ui/callout.tsx';

/** Why somebody who wanted to go elsewhere is here. */
export function WhyRequired() {
  return (
    <Callout severity="warning" title={mfaText.requiredTitle}>
      {mfaText.required}
    </Callout>
  );
}
