import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isGoodPassword } from '../../auth/password-rules.ts';
import { setPasswordWithCode } from '../../auth/sign-in.ts';
import { signInText } from '../../text/sign-in.ts';
import { CodeField, isWholeCode } from '../../ui/code-field.tsx';
import { AccountField } from './account-field.tsx';
import { BackToSignIn } from './back-to-sign-in.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { Problem } from './problem.tsx';
import { SendAgain } from './send-again.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { submitting } from '../../ui/submitting.ts';

interface ResetStepProps {
  email: string;
  onDone: () => void;
  onRestart: () => void;
}

export function ResetStep({ email, onDone, onRestart }: ResetStepProps) {
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => setPasswordWithCode(email, code, password),
    onSuccess: onDone,
  });
  const submit = () => {
    setTried(true);
    if (isWholeCode(code) && isGoodPassword(password) && !isPending) mutate();
  };
  return (
    <SignInFrame title={signInText.resetTitle} lead={signInText.resetLead(email.trim())}>
      <form noValidate onSubmit={submitting(submit)}>
        <Problem error={error} />
        <Stack gap="md">
          <AccountField email={email} />
          <CodeField
            label={signInText.resetCode}
            autoFocus
            value={code}
            onChange={setCode}
            error={tried && !isWholeCode(code) && signInText.codeMissing}
          />
          <NewPasswordField value={password} onChange={setPassword} tried={tried} />
          <Button type="submit" fullWidth size="md" loading={isPending}>
            {signInText.saveNewPassword}
          </Button>
          <Group justify="space-between">
            <BackToSignIn onClick={onRestart} />
            <SendAgain email={email} />
          </Group>
        </Stack>
      </form>
    </SignInFrame>
  );
}
