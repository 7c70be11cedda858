import type { ReleaseDeps } from '#domain/connection/release-practice.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import { describeError } from '#runtime/describe-error.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';

/** Firms of one call; those that stay pending are here again in 15 minutes. */
const FIRMS = 100;
const AT_ONCE = 5;

export function makeHandler(deps: ReleaseDeps) {
  return async () => {
    const waiting = await deps.connections.pendingCleanups(FIRMS);
    const count = { done: 0, pending: 0 };
    const next = async (): Promise<void> => {
      for (let firmId = waiting.shift(); firmId !== undefined; firmId = waiting.shift()) {
        count[await release(deps, firmId)] += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return count;
  };
}

/** One firm's trouble must not keep the others waiting. */
async function release(deps: ReleaseDeps, firmId: string): Promise<'done' | 'pending'> {
  try {
    return await releasePractice(deps, firmId);
  } catch (error) {
    logger.error(LogEvent.RUN_TASK_FAILED, { firmId, failure: describeError(error) });
    return 'pending';
  }
}
