import { Button, Stack, Text } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { commonText } from '../text/common.ts';
import { connectionText } from '../text/connection.ts';
import { LinkButton } from '../ui/link-button.tsx';

/** For an admin without MFA: set it up now, or connect first and do it then. */
export function MfaStep({ onSkip }: { onSkip: () => void }) {
  const { pathname } = useLocation();
  return (
    <Stack gap="sm">
      <Text size="sm">{connectionText.mfa}</Text>
      <LinkButton to="/settings/mfa" search={{ next: pathname }}>
        {commonText.continue}
      </LinkButton>
      <Button variant="subtle" size="compact-sm" onClick={onSkip}>
        {connectionText.connectFirst}
      </Button>
    </Stack>
  );
}
