import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../../auth/session.ts';
import { mfaText } from '../../text/mfa.ts';
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
    <Alert role="status" color="yellow" title={mfaText.againTitle} icon={<IconShieldLock aria-hidden />}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{mfaText.again}</Text>
        <Button
          size="xs"
          loading={isPending}
          onClick={() => {
            mutate();
          }}
        >
          {mfaText.signInAgain}
        </Button>
      </Stack>
    </Alert>
  );
}
