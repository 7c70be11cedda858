import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';
import type { Me, Notice } from '../api/types.ts';
import { noticesText } from '../text/notices.ts';
import { arranged } from './arranged.ts';
import { DisconnectedBanner } from './disconnected-banner.tsx';
import { NoticeBar } from './notice-bar.tsx';
import classes from './notices.module.css';

const IDLE_MILLISECONDS = 15_000;
/** While a sync runs its progress is worth looking at. */
const BUSY_MILLISECONDS = 2_000;

/**
 * The bars and banners above every page; they come and go by themselves. The live regions are there before their
 * content, and only what is added to them is read aloud: errors at once, all else when there is a pause.
 */
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
  const { banner, errors, others } = arranged(notices);
  return (
    <Box component="section" aria-label={noticesText.region} pb={notices.length === 0 ? 0 : 'xs'}>
      <div aria-live="assertive" aria-atomic="false">
        {banner !== undefined && <DisconnectedBanner banner={banner} role={me.role} />}
        {errors.map((notice) => (
          <Row key={rowOf(notice)} notice={notice} />
        ))}
      </div>
      <div role="status" aria-atomic="false">
        {others.map((notice) => (
          <Row key={rowOf(notice)} notice={notice} />
        ))}
      </div>
    </Box>
  );
}

function Row({ notice }: { notice: Notice }) {
  return (
    <div className={classes.row}>
      <Box pb="xs">
        <NoticeBar notice={notice} />
      </Box>
    </div>
  );
}

/** A sync's end takes the place of its progress, so that nothing below moves. */
function rowOf(notice: Notice): string {
  return 'syncId' in notice ? notice.syncId : notice.noticeId;
}
