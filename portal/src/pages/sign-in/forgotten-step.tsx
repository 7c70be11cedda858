import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { requestPasswordCode } from '../../auth/sign-in.ts';
import { signInText } from '../../text/sign-in.ts';
import { BackToSignIn } from './back-to-sign-in.tsx';
import { EmailField } from './email-field.tsx';
import { Problem } from './problem.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { submitting } from '../../ui/submitting.ts';

interface ForgottenStepProps {
  email: string;
  /** Why somebody is here who did not ask for it. */
  said: string | undefined;
  onEmail: (email: string) => void;
  onSent: () => void;
  onRestart: () => void;
}

export function ForgottenStep({ email, said, onEmail, onSent, onRestart }: ForgottenStepProps) {
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => requestPasswordCode(email),
    onSuccess: onSent,
  });
  const submit = () => {
    setTried(true);
    if (email.trim() !== '' && !isPending) mutate();
  };
  return (
    <SignInFrame title={signInText.forgotTitle} lead={signInText.forgotLead}>
      <form noValidate onSubmit={submitting(submit)}>
        <Problem error={error} said={said} />
        <Stack gap="md">
          <EmailField email={email} onEmail={onEmail} missing={tried && email.trim() === ''} autoFocus />
          <Button type="submit" fullWidth size="md" loading={isPending}>
            {signInText.sendCode}
          </Button>
          <Text size="sm" c="dimmed">
            {signInText.invitedHint}
          </Text>
          <BackToSignIn onClick={onRestart} />
        </Stack>
      </form>
    </SignInFrame>
  );
}
