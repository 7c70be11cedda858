import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';
import type { Me } from '../api/types.ts';
import { NoticeBar } from './notice-bar.tsx';

const IDLE_MILLISECONDS = 15_000;
/** While a sync runs its progress is worth looking at. */
const BUSY_MILLISECONDS = 2_000;

/** The bars and banners above every page, the most important first; they come and go by themselves. */
export function NoticeArea({ me }: { me: Me }) {
  const { data } = useQuery({
    ...reading('list-notices'),
    enabled: me.toDo === null,
    refetchInterval: ({ state }) =>
      state.data?.notices.some(({ kind }) => kind === 'sync-running') === true
        ? BUSY_MILLISECONDS
        : IDLE_MILLISECONDS,
  });
  const notices = data?.notices ?? [];
  if (notices.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {notices.map((notice) => (
        <NoticeBar key={notice.noticeId} notice={notice} />
      ))}
    </Stack>
  );
}
