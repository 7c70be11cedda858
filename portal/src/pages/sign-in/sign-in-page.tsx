import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { signInText } from '../../text/sign-in.ts';
import { CodeStep } from './code-step.tsx';
import { FirstPasswordStep } from './first-password-step.tsx';
import { ForgottenStep } from './forgotten-step.tsx';
import { PasswordStep } from './password-step.tsx';
import { ResetStep } from './reset-step.tsx';
import type { Step } from './steps.ts';
import { useGoOn } from './use-go-on.ts';

const route = getRouteApi('/sign-in');

/** One address for all steps: what the user pool asks for decides which one is shown. */
export function SignInPage() {
  const { reason } = route.useSearch();
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<Step>({
    kind: 'password',
    ...(reason === undefined ? {} : { said: signInText.reasons[reason] }),
  });
  const goOn = useGoOn(setStep);
  const restart = () => {
    setStep({ kind: 'password' });
  };

  switch (step.kind) {
    case 'password':
      return (
        <PasswordStep
          email={email}
          said={step.said}
          onEmail={setEmail}
          onAnswer={goOn}
          onForgotten={() => {
            setStep({ kind: 'forgotten' });
          }}
        />
      );
    case 'code':
      return <CodeStep onAnswer={goOn} onRestart={restart} />;
    case 'first-password':
      return <FirstPasswordStep email={email} onAnswer={goOn} onRestart={restart} />;
    case 'forgotten':
      return (
        <ForgottenStep
          email={email}
          said={step.said}
          onEmail={setEmail}
          onSent={() => {
            setStep({ kind: 'reset' });
          }}
          onRestart={restart}
        />
      );
    case 'reset':
      return (
        <ResetStep
          email={email}
          onDone={() => {
            setStep({ kind: 'password', said: signInText.resetDone });
          }}
          onRestart={restart}
        />
      );
  }
}
