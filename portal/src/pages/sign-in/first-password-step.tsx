import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isGoodPassword } from '../../auth/password-rules.ts';
import { answerSignIn, type SignInStep } from '../../auth/sign-in.ts';
import { signInText } from '../../text/sign-in.ts';
import { AccountField } from './account-field.tsx';
import { BackToSignIn } from './back-to-sign-in.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { Problem } from './problem.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { submitting } from '../../ui/submitting.ts';

interface FirstPasswordStepProps {
  email: string;
  onAnswer: (asked: SignInStep) => Promise<void>;
  onRestart: () => void;
}

/** Whoever was invited replaces the temporary password at the first sign-in. */
export function FirstPasswordStep({ email, onAnswer, onRestart }: FirstPasswordStepProps) {
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => onAnswer(await answerSignIn(password)),
  });
  const submit = () => {
    setTried(true);
    if (isGoodPassword(password) && !isPending) mutate();
  };
  return (
    <SignInFrame title={signInText.firstTitle} lead={signInText.firstLead}>
      <form noValidate onSubmit={submitting(submit)}>
        <Problem error={error} />
        <Stack gap="md">
          <AccountField email={email} />
          <NewPasswordField value={password} onChange={setPassword} tried={tried} autoFocus />
          <Button type="submit" fullWidth size="md" loading={isPending}>
            {signInText.savePassword}
          </Button>
          <BackToSignIn onClick={onRestart} />
        </Stack>
      </form>
    </SignInFrame>
  );
}
