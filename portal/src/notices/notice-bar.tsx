import type { Notice } from '../api/types.ts';
import { noticesText } from '../text/notices.ts';
import { Callout } from '../ui/callout.tsx';
import { PathButton } from '../ui/path-button.tsx';
import { DismissButton } from './dismiss-button.tsx';
import { RefreshList } from './refresh-list.tsx';
import { SyncProgress } from './sync-progress.tsx';

/** A sync that failed or holds removals back may have changed clients, too. */
const ENDS: ReadonlySet<Notice['kind']> = new Set(['sync-finished', 'removals-held', 'sync-failed']);

export function NoticeBar({ notice }: { notice: Notice }) {
  const title = noticesText.titles[notice.kind];
  return (
    <Callout
      severity={notice.severity}
      title={title}
      corner={<DismissButton notice={notice} title={title} />}
      actions={
        <>
          {ENDS.has(notice.kind) && <RefreshList key={notice.noticeId} />}
          {notice.action !== null && (
            <PathButton path={notice.action.href} variant="default">
              {notice.action.label}
            </PathButton>
          )}
        </>
      }
    >
      {notice.kind === 'sync-running' ? (
        <SyncProgress message={notice.message} progress={notice.progress} />
      ) : (
        notice.message
      )}
    </Callout>
  );
}
