import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../../auth/session.ts';
import { mfaText } from '../../text/mfa.ts';
import { Callout } from '../../ui/callout.tsx';
import { useNext } from './use-next.ts';

/** The session is older than the second factor. */
export function SignInAgain() {
  const next = useNext();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      await signOut();
      await navigate({ to: '/sign-in', search: { next } });
      queryClient.clear();
    },
  });
  return (
    <Callout
      severity="warning"
      title={mfaText.againTitle}
      actions={
        <Button
          size="xs"
          loading={isPending}
          onClick={() => {
            mutate();
          }}
        >
          {mfaText.signInAgain}
        </Button>
      }
    >
      {mfaText.again}
    </Callout>
  );
}
