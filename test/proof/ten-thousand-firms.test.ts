import { expect, it } from 'vitest';
import { nextDue } from '#domain/sync/next-due.ts';
import { virtualDay } from '../bench/firms/day.ts';
import { DueTimes } from '../bench/firms/due-times.ts';
import { benchFirms } from '../bench/firms/firms.ts';
import { breachesOf } from '../bench/firms/goals.ts';
import { SeededRandom } from '../support/proof/seeded-random.ts';

/** The hour in which more than half of all firms are due: six in the morning of Australia's east, in winter. */
const BUSIEST = { from: new Date('2026-07-01T19:45:00Z'), hours: 2 };

/** `npm run bench:firms` goes through whole days. */
it('ten thousand firms that all read their whole lists in the busiest hour keep every limit, and begin in time', async () => {
  const random = new SeededRandom(1);
  const firms = benchFirms(10_000, random);
  const day = await virtualDay({ ...BUSIEST, firms, random, fullShare: 1, manual: 150 });
  expect(breachesOf(day)).toEqual([]);
  // It was the hour that it should be: the ceiling was reached, and nobody's sync was left out.
  expect(day.tally.most.scheduled).toBeGreaterThan(90);
  expect(day.tally.delays.length).toBeGreaterThan(5_000);
  expect(day.tally.ends.failed).toBeLessThan(50);
});

it('the due times of the simulation are the product’s', () => {
  const { from, hours } = BUSIEST;
  const now = from.getTime();
  const times = new DueTimes(now, now + hours * 3_600_000);
  for (const firm of benchFirms(100, new SeededRandom(2))) {
    expect(times.next(firm, now), firm.firmId).toBe(nextDue(firm, from).getTime());
  }
});
