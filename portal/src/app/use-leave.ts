import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../auth/session.ts';

/** Signs out and forgets all that was read. */
export function useLeave(): { leave: () => void; leaving: boolean } {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      await signOut();
      await navigate({ to: '/sign-in' });
      queryClient.clear();
    },
  });
  return { leave: mutate, leaving: isPending };
}
