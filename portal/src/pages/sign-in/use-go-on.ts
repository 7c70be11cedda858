import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { SignInStep } from '../../auth/sign-in.ts';
import { signInText } from '../../text/sign-in.ts';
import type { Step } from './steps.ts';

const route = getRouteApi('/sign-in');

/** Shows the step that the user pool asks for, or the page that was asked for at first. */
export function useGoOn(show: (step: Step) => void): (asked: SignInStep) => Promise<void> {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return async (asked) => {
    switch (asked) {
      case 'signed-in':
        // Nothing of whoever was here before.
        queryClient.clear();
        await navigate({ href: next ?? '/', replace: true });
        return;
      case 'code':
        show({ kind: 'code' });
        return;
      case 'new-password':
        show({ kind: 'first-password' });
        return;
      case 'reset-password':
        show({ kind: 'forgotten', said: signInText.mustReset });
        return;
    }
  };
}
