import { createHash } from 'node:crypto';
import { nextDue } from '#domain/sync/next-due.ts';
import { aFirm } from '../../support/builders.ts';
import { count } from '../figure.ts';
import type { Part } from '../results.ts';

const FIRMS = 10_000;
const SLOT = 15 * 60_000;
const EVENING = new Date('2026-03-02T20:00:00.000Z');
/** A full sync: the token, the delta, the list. */
const CALLS = 3;

/** All firms in one time zone with the same times: the most that can be due in one slot of the schedule. */
export function allFirmsRows(): Part {
  const slots = new Map<number, number>();
  for (let firm = 0; firm < FIRMS; firm += 1) {
    const hex = createHash('sha256').update(String(firm)).digest('hex');
    const firmId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    const slot = Math.ceil(nextDue(aFirm({ firmId, timeZone: 'utc' }), EVENING).getTime() / SLOT);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  const largest = Math.max(...slots.values());
  return {
    figures: [
      count({
        row: 'all-firms',
        id: 'all-firms.slot',
        what: '10,000 firms with the same times: due in one slot of 15 minutes, at most',
        value: largest,
        unit: 'firms',
      }),
      count({
        row: 'all-firms',
        id: 'all-firms.minute',
        what: 'calls of that slot, were all made within one minute',
        value: largest * CALLS,
        unit: 'a minute',
        goal: 8_000,
      }),
    ],
    notes: [
      {
        row: 'all-firms' as const,
        text: 'Calls of a slot are counted as if nothing held them back; the dispatch also starts none while 100 are at work (docs/ten-thousand-firms.md).',
      },
    ],
  };
}
