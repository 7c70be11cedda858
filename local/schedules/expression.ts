import { DateTime } from 'luxon';

/** When a schedule is due: the first slot after a time, both in epoch milliseconds; undefined if there is none. */
export type NextSlot = (after: number) => number | undefined;

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const SEARCHED_DAYS = 366 * 5;

/** rate(…) counts from `since`; cron(…) is read in the time zone. Throws a sentence for anything else. */
export function parseExpression(expression: string, timezone: string, since: number): NextSlot {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const step = Number(rate[1]) * (UNITS[rate[2] ?? ''] ?? 0);
    if (step > 0) return (after) => since + Math.max(Math.floor((after - since) / step) + 1, 1) * step;
  }
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression);
  if (!cron)
    throw new Error(
      `the schedule expression ${expression} is not supported: rate(…) and cron(…) of six fields are`,
    );
  if (!DateTime.utc().setZone(timezone).isValid) throw new Error(`the time zone ${timezone} is unknown`);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = cron.slice(1);
  if ((days === '?') === (weekdays === '?'))
    throw new Error(`${expression}: exactly one of the two day fields must be ?`);
  return nextOfCron(timezone, {
    minutes: numbers(minutes, 0, 59),
    hours: numbers(hours, 0, 23),
    months: new Set(numbers(months, 1, 12, MONTHS)),
    years: years === '*' ? undefined : new Set(numbers(years, 1970, 2199)),
    isDay: days === '?' ? weekdayRule(weekdays) : dayRule(days),
  });
}

const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['', 'SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Cron {
  minutes: number[];
  hours: number[];
  months: Set<number>;
  years: Set<number> | undefined;
  isDay: (day: DateTime) => boolean;
}

function nextOfCron(zone: string, { minutes, hours, months, years, isDay }: Cron): NextSlot {
  return (after) => {
    let day = DateTime.fromMillis(after, { zone }).startOf('day');
    for (let searched = 0; searched < SEARCHED_DAYS; searched++, day = day.plus({ days: 1 }).startOf('day')) {
      if (!months.has(day.month) || (years && !years.has(day.year)) || !isDay(day)) continue;
      for (const hour of hours) {
        for (const minute of minutes) {
          const local = { year: day.year, month: day.month, day: day.day, hour, minute };
          const slot = firstOf(DateTime.fromObject(local, { zone }));
          // A time that the change to summer time leaves out has no run, as in AWS.
          if (slot.toMillis() > after && slot.hour === hour && slot.minute === minute) return slot.toMillis();
        }
      }
    }
    return undefined;
  };
}

/** A time that the change from summer time brings twice counts the first time only. */
function firstOf(slot: DateTime): DateTime {
  return slot.getPossibleOffsets().reduce((first, other) => (other < first ? other : first), slot);
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI` and lists of these. */
function numbers(field: string, lowest: number, highest: number, names: string[] = []): number[] {
  const number = (text: string) => {
    const value =
      names.includes(text.toUpperCase()) && text ? names.indexOf(text.toUpperCase()) : Number(text || NaN);
    if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
    throw new Error(`the schedule field "${field}" is not supported`);
  };
  const all = field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const first = from === '*' ? lowest : number(from);
    const last = to !== undefined ? number(to) : from === '*' || step !== undefined ? highest : first;
    const by = step === undefined ? 1 : number(step);
    if (by < 1) throw new Error(`the schedule field "${field}" is not supported`);
    return Array.from(
      { length: Math.max(Math.floor((last - first) / by) + 1, 0) },
      (_, index) => first + index * by,
    );
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

function dayRule(field: string): (day: DateTime) => boolean {
  if (field === 'L') return (day) => day.day === day.daysInMonth;
  const days = new Set(numbers(field, 1, 31));
  return (day) => days.has(day.day);
}

/** AWS counts Sunday as 1. `6L` is the last Friday of a month, `MON#2` the second Monday. */
function weekdayRule(field: string): (day: DateTime) => boolean {
  const weekday = (day: DateTime) => (day.weekday % 7) + 1;
  const special = /^(\w+?)(?:(L)|#([1-5]))$/.exec(field);
  if (special) {
    const [wanted] = numbers(special[1] ?? '', 1, 7, WEEKDAYS);
    const nth = Number(special[3]);
    const isPlace = special[2]
      ? (day: DateTime) => day.day + 7 > (day.daysInMonth ?? 0)
      : (day: DateTime) => Math.ceil(day.day / 7) === nth;
    return (day) => weekday(day) === wanted && isPlace(day);
  }
  const wanted = new Set(numbers(field, 1, 7, WEEKDAYS));
  return (day) => wanted.has(weekday(day));
}
