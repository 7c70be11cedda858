const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A day of the calendar; `month` from 1. Days beyond a month's end, and below 1, count on into its neighbours. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

/** Whether this runtime knows the zone's rules. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

export function dayIn(timeZone: string, at: Date): CalendarDay {
  const { year, month, day } = readingOf(clockOf(timeZone), at.getTime());
  return { year, month, day };
}

/**
 * The moment, in milliseconds, at which that zone's clocks show a time of a day. One that a clock change skips falls as
 * much later as the clocks are put forward; one that comes twice counts the first time.
 */
export function momentIn(timeZone: string, at: CalendarDay, hour: number, minute: number): number {
  const clock = clockOf(timeZone);
  const shown = Date.UTC(at.year, at.month - 1, at.day, hour, minute);
  const aheadAt = (moment: number) => shownAt(clock, moment) - moment;
  // No zone is as much as a day away from UTC, and none changes its clocks twice in two days.
  const before = aheadAt(shown - DAY);
  const after = aheadAt(shown + DAY);
  const first = shown - before;
  return shownAt(clock, first) === shown || shownAt(clock, shown - after) !== shown ? first : shown - after;
}

/** What the zone's clocks show, as if it were UTC. */
function shownAt(clock: Intl.DateTimeFormat, moment: number): number {
  const { year, month, day, hour, minute, second } = readingOf(clock, moment);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function readingOf(clock: Intl.DateTimeFormat, moment: number) {
  const shown = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a zone that this runtime does not know. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const made = clocks.get(timeZone);
  if (made !== undefined) return made;
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const clock = new Intl.DateTimeFormat('en-US', {
    ...parts,
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    timeZone,
  });
  clocks.set(timeZone, clock);
  return clock;
}
