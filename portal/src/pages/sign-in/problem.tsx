import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { problemOf } from '../../auth/sign-in-problem.ts';
import { signInText } from '../../text/sign-in.ts';

/** Why a step did not succeed, in words. */
export function Problem({ error }: { error: unknown }) {
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />}>
      {signInText.problems[problemOf(error)]}
    </Alert>
  );
}
