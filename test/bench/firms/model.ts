import type { SeededRandom } from '../../support/proof/seeded-random.ts';

/** What is outside of the product, as far as a sync's duration and its calls depend on it. Seconds unless it says so. */
export const MODEL = {
  /** Step Functions and a cold function, then Begin sync. */
  begin: 1.5,
  /** Until XPM answers a list at all. */
  listStarts: 1.5,
  /** "Several minutes" for 15,000 clients. */
  listPerClient: 0.01,
  complete: 1.5,
  /** A function of 512 MB has 0.29 of a processor, and a conditional write takes 1 ms of one. */
  writesPerSecond: 290,
  clientsPerPage: 500,
  changedShare: 0.01,
  /** After a minute limit that another app of the practice has used up. */
  retryAfter: { from: 5, to: 60 },
  backOff: 2,
  /** The product's own bound of what Find changes may take. */
  hang: 13 * 60,
} as const;

export type Trouble = 'minute-limit' | 'day-limit' | 'unavailable' | 'down' | 'hang';

const SHARES: readonly [Trouble, number][] = [
  ['minute-limit', 0.01],
  ['unavailable', 0.005],
  ['down', 0.002],
  ['day-limit', 0.002],
  ['hang', 0.0005],
];

/** What befalls one list; most often nothing. */
export function troubleOf(random: SeededRandom): Trouble | undefined {
  let left = random.next();
  for (const [trouble, share] of SHARES) {
    if (left < share) return trouble;
    left -= share;
  }
  return undefined;
}
