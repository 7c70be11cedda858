import type { Caller } from '#runtime/http.ts';
import type { CurrentNoticesDeps } from '../current-notices.ts';
import { currentNotices } from '../current-notices.ts';

export function makeHandler(deps: CurrentNoticesDeps) {
  return async ({ caller }: { caller: Caller }) => {
    const { notices, dismissed } = await currentNotices(deps, caller);
    const shown = notices.filter(({ noticeId, dismissable }) => !dismissable || !dismissed.has(noticeId));
    return { body: { notices: shown } };
  };
}
