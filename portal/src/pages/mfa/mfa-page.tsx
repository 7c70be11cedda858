import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMe } from '../../app/use-me.ts';
import { mfaText } from '../../text/mfa.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ConnectionMade } from './connection-made.tsx';
import { MfaOff } from './mfa-off.tsx';
import { MfaOn } from './mfa-on.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { WhyRequired } from './why-required.tsx';

const route = getRouteApi('/shell/settings/mfa');

/** One's own second factor; the only page for those who must set it up first. */
export function MfaPage() {
  const { connection } = route.useSearch();
  const { mfa, toDo } = useMe();
  return (
    <Stack gap={0} maw={680}>
      <PageHeader title={mfaText.title} lead={mfaText.lead} />
      <Stack gap="md" mb={toDo === null && connection !== 'connected' ? 0 : 'md'} role="status">
        {connection === 'connected' && <ConnectionMade toDo={toDo} />}
        {connection !== 'connected' && toDo === 'configure-mfa' && <WhyRequired />}
        {toDo === 'sign-in-again' && <SignInAgain />}
      </Stack>
      {mfa.enabled ? <MfaOn required={mfa.required} /> : <MfaOff />}
    </Stack>
  );
}
