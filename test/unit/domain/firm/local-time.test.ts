import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { dayIn, isTimeZone, momentIn } from '#domain/firm/local-time.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const START = Date.UTC(2000, 0, 1);
const END = Date.UTC(2040, 0, 1);
const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: START, max: END });
const shown = (at: number, timeZone: string) => DateTime.fromMillis(at, { zone: timeZone });

describe('local time', () => {
  it('is on the day that luxon says, in every zone', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const { year, month, day } = shown(at, timeZone);
        expect(dayIn(timeZone, new Date(at))).toEqual({ year, month, day });
      }),
      { numRuns: 500 },
    );
  });

  it('comes at a moment at which luxon shows it, in every zone', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const { year, month, day, hour, minute } = shown(at, timeZone);
        const found = momentIn(timeZone, { year, month, day }, hour, minute);
        expect(shown(found, timeZone).toFormat('yyyy-MM-dd HH:mm')).toBe(
          shown(at, timeZone).toFormat('yyyy-MM-dd HH:mm'),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    // London, 29 March 2026: 01:00 to 02:00 is skipped. 25 October: it comes twice.
    ['Europe/London', [2026, 3, 29], '01:30', '2026-03-29T01:30:00.000Z'],
    ['Europe/London', [2026, 10, 25], '01:30', '2026-10-25T00:30:00.000Z'],
    ['Pacific/Auckland', [2026, 9, 27], '02:30', '2026-09-26T14:30:00.000Z'],
    ['Pacific/Auckland', [2026, 4, 5], '02:30', '2026-04-04T13:30:00.000Z'],
    // Half an hour, and a whole day.
    ['Australia/Lord_Howe', [2026, 10, 4], '02:15', '2026-10-03T15:45:00.000Z'],
    ['Australia/Lord_Howe', [2026, 4, 5], '01:45', '2026-04-04T14:45:00.000Z'],
    ['Pacific/Apia', [2011, 12, 30], '06:00', '2011-12-30T16:00:00.000Z'],
  ] as const)('of a clock change in %s, %j at %s, is %s', (timeZone, [year, month, day], time, expected) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const found = momentIn(timeZone, { year, month, day }, hour, minute);
    expect(new Date(found).toISOString()).toBe(expected);
  });

  it('counts days on into the months beside', () => {
    const at = (month: number, day: number) => momentIn('Asia/Tokyo', { year: 2026, month, day }, 6, 0);
    expect(at(2, 0)).toBe(at(1, 31));
    expect(at(2, 30)).toBe(at(3, 2));
  });

  it('knows a zone from what is none', () => {
    expect(ZONES.filter((name) => !isTimeZone(name))).toEqual([]);
    expect(['', 'Mars/Olympus', 'constructor'].filter((name) => isTimeZone(name))).toEqual([]);
  });
});
