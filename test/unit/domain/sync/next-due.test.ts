import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { nextDue } from '#domain/sync/next-due.ts';

const firmId = '6f0e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
const firm = (timeZone: string, syncTimes = ['06:00', '18:00']) => ({ firmId, timeZone, syncTimes });
const offset = nextDue(firm('UTC', ['00:00']), new Date('2026-01-01T12:00:00Z')).getUTCMinutes();

describe('nextDue', () => {
  it("is the next of the firm's times, by its own clock, always at the same offset", () => {
    const due = nextDue(firm('Pacific/Auckland'), new Date('2026-03-02T18:59:59Z'));
    const local = DateTime.fromJSDate(due, { zone: 'Pacific/Auckland' });
    expect(local.toFormat('yyyy-MM-dd HH')).toBe('2026-03-03 18');
    expect(local.minute).toBe(offset);
  });

  it.each([
    ['Pacific/Auckland', 2026],
    ['America/New_York', 2027],
    ['Australia/Lord_Howe', 2026],
  ])('runs exactly twice on every day of a year in %s, clock changes included', (zone, year) => {
    const end = DateTime.fromObject({ year: year + 1 }, { zone }).toMillis();
    const perDay = new Map<string, string[]>();
    let now = DateTime.fromObject({ year }, { zone }).toJSDate();
    for (;;) {
      const due = nextDue(firm(zone), now);
      if (due.getTime() >= end) break;
      expect(due.getTime()).toBeGreaterThan(now.getTime());
      const local = DateTime.fromJSDate(due, { zone });
      const day = local.toISODate() ?? '';
      perDay.set(day, [...(perDay.get(day) ?? []), local.toFormat('HH')]);
      now = due;
    }
    expect(perDay.size).toBe(365);
    for (const hours of perDay.values()) expect(hours).toEqual(['06', '18']);
  });

  it('survives times that do not exist or come twice, and runs each once', () => {
    // 29 March 2026 in London: 01:00 to 02:00 is skipped; 25 October: it comes twice.
    for (const [day, next] of [
      ['2026-03-29', '2026-03-30'],
      ['2026-10-25', '2026-10-26'],
    ] as const) {
      const first = nextDue(firm('Europe/London', ['01:30']), new Date(`${day}T00:00:00Z`));
      const second = nextDue(firm('Europe/London', ['01:30']), first);
      expect(first.getTime() - Date.parse(`${day}T00:00:00Z`)).toBeLessThan(3 * 3_600_000);
      expect(DateTime.fromJSDate(second, { zone: 'Europe/London' }).toISODate()).toBe(next);
    }
  });

  it('keeps a slot whose offset carries it past midnight', () => {
    const late = firm('UTC', ['23:59']);
    const due = nextDue(late, new Date('2026-05-01T23:59:30Z'));
    expect(due.toISOString()).toBe(
      new Date(Date.parse('2026-05-01T23:59:00Z') + offset * 60_000).toISOString(),
    );
  });

  it('spreads 600 firms over the hour', () => {
    const used = new Set(
      Array.from({ length: 600 }, (_, at) => {
        const id = `6f0e2bb0-6a2f-4c5e-9d43-${String(at).padStart(12, '0')}`;
        return nextDue({ ...firm('UTC'), firmId: id }, new Date('2026-05-01T00:00:00Z')).getUTCMinutes();
      }),
    );
    expect(used.size).toBe(60);
  });

  it('does not stop a firm whose zone nobody knows', () => {
    expect(nextDue(firm('Mars/Olympus'), new Date('2026-05-01T00:00:00Z')).getUTCHours()).toBe(6);
  });
});
