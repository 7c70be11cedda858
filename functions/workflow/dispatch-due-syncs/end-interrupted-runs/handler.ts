import type { EndInterruptedDeps } from '#domain/sync/end-interrupted.ts';
import { endInterrupted } from '#domain/sync/end-interrupted.ts';
import { describeError } from '#runtime/describe-error.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';

const FIRMS_PER_READ = 100;
/** Of one dispatch; the next one goes on. */
const MAX_READS = 20;
const AT_ONCE = 10;

export function makeHandler(deps: EndInterruptedDeps) {
  return async () => {
    const until = deps.clock.now();
    const count = { ended: 0, failed: 0 };
    let cursor: string | undefined;
    for (let read = 0; read < MAX_READS; read += 1) {
      const page = await deps.watch.overdue({ until, limit: FIRMS_PER_READ, cursor });
      await lookAt(deps, page.watched, count);
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    return count;
  };
}

async function lookAt(
  deps: EndInterruptedDeps,
  watched: { firmId: string; at: string }[],
  count: { ended: number; failed: number },
): Promise<void> {
  const next = async (): Promise<void> => {
    for (let firm = watched.shift(); firm !== undefined; firm = watched.shift()) {
      try {
        if (await endInterrupted(deps, firm)) count.ended += 1;
      } catch (error) {
        // One firm's trouble must not keep the others waiting.
        count.failed += 1;
        logger.error(LogEvent.RUN_TASK_FAILED, { firmId: firm.firmId, failure: describeError(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
