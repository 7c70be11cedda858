import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call.ts';
import { signOut } from '../../auth/session.ts';
import { useNext } from './use-next.ts';

/** Switches MFA on with a code. That ends every session, so that the way on leads through the sign-in and a code. */
export function useVerify() {
  const next = useNext() ?? '/settings/mfa';
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (code: string) => {
      await call('verify-mfa', { body: { code } });
      await signOut();
      await navigate({ to: '/sign-in', search: { next, reason: 'mfa-on' } });
      queryClient.clear();
    },
  });
}
