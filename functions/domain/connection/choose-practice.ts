import type { ConnectOutcome } from './connect-outcome.ts';
import type { XeroConnection } from './ports.ts';

const PRACTICE = 'PRACTICEMANAGER';

export type Choice = {
  /** What this authorization brought and nobody wants: to be deleted at Xero again. */
  unwanted: XeroConnection[];
} & (
  | { practice: XeroConnection }
  | { refusal: Extract<ConnectOutcome, 'no-practice' | 'not-a-practice' | 'several-practices'> }
);

/**
 * Which of the user's connections the admin has just granted. Xero lists all that this user ever authorized, other
 * firms' practices included; what is new carries the id of this authorization.
 */
export function choosePractice(
  listed: readonly XeroConnection[],
  authEventId: string | undefined,
  previousTenantId: string | undefined,
): Choice {
  const touched = listed.filter((found) => found.authEventId === authEventId);
  const candidates = candidatesOf(listed, touched, authEventId, previousTenantId);
  const [practice, ...others] = candidates.filter(isPractice);
  // One that was there before may be what another firm lives by.
  const removable = touched.filter(({ reconnected }) => !reconnected);
  if (practice === undefined) {
    return { refusal: candidates.length > 0 ? 'not-a-practice' : 'no-practice', unwanted: removable };
  }
  if (others.length > 0) return { refusal: 'several-practices', unwanted: removable };
  return { practice, unwanted: removable.filter((found) => found !== practice) };
}

/**
 * Without the claim, or the ids that it is to be matched with, nothing tells new from old, so everything counts. With
 * both and no match Xero has changed nothing: the admin agreed once more to what was connected already.
 */
function candidatesOf(
  listed: readonly XeroConnection[],
  touched: readonly XeroConnection[],
  authEventId: string | undefined,
  previousTenantId: string | undefined,
): readonly XeroConnection[] {
  if (authEventId === undefined || listed.every((found) => found.authEventId === null)) return listed;
  if (touched.length > 0) return touched;
  return listed.filter(({ tenantId }) => tenantId === previousTenantId);
}

function isPractice({ tenantType }: XeroConnection): boolean {
  return tenantType.toUpperCase() === PRACTICE;
}
