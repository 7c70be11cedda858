import { reading } from '../api/query.ts';
import type { AppContext } from '../app/guards.ts';

/** Reads the notices beside a visit's first page, so that they are there with it and do not push it down afterwards. */
export async function firstNotices({ queryClient }: AppContext): Promise<void> {
  const me = queryClient.getQueryData(reading('get-me').queryKey);
  if (me?.toDo !== null) return;
  try {
    await queryClient.query({ ...reading('list-notices'), staleTime: 'static', retry: false });
  } catch {
    // The page does without; the next reading may succeed.
  }
}
