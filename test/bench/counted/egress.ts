import type { Counted } from './world.ts';

/** The syncs of one firm, in their order. */
export interface Syncs {
  first: Counted;
  unchanged: Counted;
  changed: Counted;
  unchangedFull: Counted;
  changedFull: Counted;
}

const FIRMS = 10_000;
/** Two syncs a day; the time between full ones doubles up to a week. */
const DELTAS_A_MONTH = 60;
const FULLS_A_MONTH = 30 / 7;
/** Of Xero's Advanced tier (reference performance.md, section 0). */
export const INCLUDED_GB = 250;

/** What 10,000 firms of 2,000 clients, of which 1 % change between two syncs, have Xero send in a month; XML, uncompressed. */
export function monthlyGigabytes({ changed, changedFull }: Syncs): number {
  const bytes =
    (DELTAS_A_MONTH - FULLS_A_MONTH) * changed.asked.bytes + FULLS_A_MONTH * changedFull.asked.bytes;
  return (bytes * FIRMS) / 1e9;
}
