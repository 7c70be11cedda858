import * as z from 'zod';
import { CONNECTION_LOST } from './failures.ts';
import type { Sync } from './sync.ts';

/** So many failures in a row are no hiccup any more: people are told, once. */
export const FAILURES_TILL_TOLD = 3;

/**
 * Syncs that nobody waited for and that failed, one after the other. Kept with the connection and written by the same
 * write that ends a run, so that counting costs none of its own. Absent while all is well.
 */
export const TroubleSchema = z.object({
  failures: z.number().int().nonnegative(),
  /** People know of it. */
  told: z.boolean(),
});
export type Trouble = z.infer<typeof TroubleSchema>;

/** Somebody in the firm started it and waits for its end. */
export function isAttended({ trigger, startedBy }: Sync): boolean {
  return trigger !== 'schedule' && startedBy !== null;
}

/** The trouble after a sync: over when the sync completed, and unchanged when somebody stopped or superseded it. */
export function troubleAfter(
  before: Trouble | undefined,
  { status, failure }: Sync,
  attended: boolean,
): Trouble | undefined {
  if (failure === null) return undefined;
  const counts = !attended && status === 'failed';
  const isLost = CONNECTION_LOST.has(failure.code);
  if (!counts && !isLost) return before;
  const failures = (before?.failures ?? 0) + (counts ? 1 : 0);
  return { failures, told: before?.told === true || isLost || failures >= FAILURES_TILL_TOLD };
}
