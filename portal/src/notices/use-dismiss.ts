import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../api/act.ts';
import { reading } from '../api/query.ts';
import { sayNotDone } from '../ui/say.ts';

/** Takes the notice off the page at once; the next reading of the notices says whether it stays away. */
export function useDismiss(noticeId: string): { dismiss: () => void; isPending: boolean } {
  const queryClient = useQueryClient();
  const { mutate, isPending } = useAct('dismiss-notice', { changes: ['list-notices'] });
  const dismiss = () => {
    queryClient.setQueryData(reading('list-notices').queryKey, (before) =>
      before === undefined
        ? undefined
        : { ...before, notices: before.notices.filter((each) => each.noticeId !== noticeId) },
    );
    mutate(
      { path: { noticeId } },
      {
        onError: (error) => {
          sayNotDone(error);
          void queryClient.invalidateQueries({ queryKey: ['list-notices'] });
        },
      },
    );
  };
  return { dismiss, isPending };
}
