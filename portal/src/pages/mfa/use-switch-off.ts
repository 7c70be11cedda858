import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { reading } from '../../api/query.ts';
import { renewToken } from '../../auth/session.ts';
import { sayDone } from '../../ui/say.ts';

/** Switches MFA off and has the token say so: only then can it be set up again without signing in anew. */
export function useSwitchOff() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { message } = await call('delete-mfa');
      await renewToken();
      await queryClient.query({ ...reading('get-me'), staleTime: 0 });
      sayDone(message);
    },
  });
}
