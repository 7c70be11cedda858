import { Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { signIn, type SignInStep } from '../../auth/sign-in.ts';
import { signInText } from '../../text/sign-in.ts';
import { EmailField } from './email-field.tsx';
import { Problem } from './problem.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { submitting } from '../../ui/submitting.ts';

interface PasswordStepProps {
  email: string;
  /** Why somebody is here. */
  said: string | undefined;
  onEmail: (email: string) => void;
  onAnswer: (asked: SignInStep) => Promise<void>;
  onForgotten: () => void;
}

export function PasswordStep({ email, said, onEmail, onAnswer, onForgotten }: PasswordStepProps) {
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => onAnswer(await signIn(email, password)),
  });
  const submit = () => {
    setTried(true);
    if (email.trim() !== '' && password !== '' && !isPending) mutate();
  };
  return (
    <SignInFrame title={signInText.title}>
      <form noValidate onSubmit={submitting(submit)}>
        <Problem error={error} said={said} />
        <Stack gap="md">
          <EmailField
            email={email}
            onEmail={onEmail}
            missing={tried && email.trim() === ''}
            autoFocus={email === ''}
          />
          <PasswordInput
            label={signInText.password}
            name="password"
            autoComplete="current-password"
            autoFocus={email !== ''}
            visibilityToggleButtonProps={{ 'aria-label': signInText.showPassword }}
            value={password}
            onChange={({ currentTarget }) => {
              setPassword(currentTarget.value);
            }}
            error={tried && password === '' && signInText.passwordMissing}
          />
          <Button type="submit" fullWidth size="md" loading={isPending}>
            {signInText.signIn}
          </Button>
          <Anchor component="button" type="button" size="sm" py={4} ta="center" onClick={onForgotten}>
            {signInText.forgot}
          </Anchor>
        </Stack>
      </form>
    </SignInFrame>
  );
}
