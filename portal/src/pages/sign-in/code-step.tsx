import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerSignIn, type SignInStep } from '../../auth/sign-in.ts';
import { problemOf } from '../../auth/sign-in-problem.ts';
import { signInText } from '../../text/sign-in.ts';
import { CodeField, isWholeCode } from '../../ui/code-field.tsx';
import { BackToSignIn } from './back-to-sign-in.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { submitting } from '../../ui/submitting.ts';

interface CodeStepProps {
  onAnswer: (asked: SignInStep) => Promise<void>;
  onRestart: () => void;
}

export function CodeStep({ onAnswer, onRestart }: CodeStepProps) {
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async () => onAnswer(await answerSignIn(code)),
  });
  const submit = () => {
    setMissing(!isWholeCode(code));
    if (isWholeCode(code) && !isPending) mutate();
  };
  const problem = error === null ? null : signInText.problems[problemOf(error)];
  return (
    <SignInFrame title={signInText.codeTitle} lead={signInText.codeLead}>
      <form noValidate onSubmit={submitting(submit)}>
        <Stack gap="md">
          <CodeField
            label={signInText.code}
            autoFocus
            size="md"
            value={code}
            onChange={(typed) => {
              setCode(typed);
              setMissing(false);
              reset();
            }}
            error={missing ? signInText.codeMissing : problem}
            errorProps={{ role: 'alert' }}
          />
          <Button type="submit" fullWidth size="md" loading={isPending}>
            {signInText.verify}
          </Button>
          <Text size="sm" c="dimmed">
            {signInText.lostDevice}
          </Text>
          <BackToSignIn onClick={onRestart} />
        </Stack>
      </form>
    </SignInFrame>
  );
}
