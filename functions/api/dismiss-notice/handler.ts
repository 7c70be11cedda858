import { DomainError } from '#domain/errors.ts';
import type { Caller } from '#runtime/http.ts';
import type { CurrentNoticesDeps } from '../current-notices.ts';
import { currentNotices } from '../current-notices.ts';

interface Request {
  caller: Caller;
  path: { noticeId: string };
}

export function makeHandler(deps: CurrentNoticesDeps) {
  return async ({ caller, path: { noticeId } }: Request) => {
    const { notices, dismissed } = await currentNotices(deps, caller);
    // Also of a notice whose cause is gone by now: the second click on the same button.
    if (dismissed.has(noticeId)) return { body: undefined };
    const notice = notices.find((each) => each.noticeId === noticeId);
    if (notice === undefined) {
      throw new DomainError('not-found', 'NOTICE_NOT_FOUND', 'There is no such notice (any more).');
    }
    if (!notice.dismissable) {
      throw new DomainError(
        'conflict',
        'NOTICE_NOT_DISMISSABLE',
        'This notice goes by itself when what it says is over.',
      );
    }
    await deps.dismissals.add(caller.user.firmId, caller.user.userId, noticeId);
    return { body: undefined };
  };
}
