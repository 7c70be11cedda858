import { Anchor } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { requestPasswordCode } from '../../auth/sign-in.ts';
import { problemOf } from '../../auth/sign-in-problem.ts';
import { signInText } from '../../text/sign-in.ts';
import { sayDone, sayFailed } from '../../ui/say.ts';

export function SendAgain({ email }: { email: string }) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => requestPasswordCode(email),
    onSuccess: () => {
      sayDone(signInText.sentAgain);
    },
    onError: (error) => {
      sayFailed(signInText.problems[problemOf(error)]);
    },
  });
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      py={4}
      aria-disabled={isPending}
      onClick={() => {
        if (!isPending) mutate();
      }}
    >
      {signInText.sendAgain}
    </Anchor>
  );
}
