import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call.ts';
import { reading } from '../../api/query.ts';
import { renewToken } from '../../auth/session.ts';
import { mfaText } from '../../text/mfa.ts';
import { sayDone } from '../../ui/say.ts';
import { useNext } from './use-next.ts';

/** Switches MFA on with a code, has the token say so, and goes on where somebody was kept from going. */
export function useVerify() {
  const next = useNext();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (code: string) => {
      await call('verify-mfa', { body: { code } });
      await renewToken();
      // Before anything moves: the guards ask it.
      const { toDo } = await queryClient.query({ ...reading('get-me'), staleTime: 0 });
      sayDone(mfaText.done);
      // Else the page says to sign in again.
      if (toDo === null && next !== undefined) await navigate({ href: next });
    },
  });
}
