import type { Input } from '../../api/types.ts';
import type { AuditSearch } from '../../app/search.ts';
import { ACTS, type AuditAction } from '../../text/audit.ts';

export type AuditQuery = Omit<NonNullable<Input<'list-audit'>['query']>, 'cursor' | 'limit'>;

/** What the filters in the address ask of the API; days are the firm's. */
export function queryOf({ action, actor, from, to }: AuditSearch, timeZone: string): AuditQuery {
  return {
    ...(isAct(action) ? { action } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(from === undefined ? {} : { from: startOf(from, timeZone) }),
    ...(to === undefined ? {} : { to: startOf(dayAfter(to), timeZone) }),
  };
}

function isAct(action: string | undefined): action is AuditAction {
  return action !== undefined && action in ACTS;
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** When a day (`2026-11-22`) begins in a time zone. */
export function startOf(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Twice, since the offset at the first guess may be that of the other side of a clock change.
  const guess = utc - offsetAt(utc, timeZone);
  return new Date(utc - offsetAt(guess, timeZone)).toISOString();
}

/** By how many milliseconds a time zone's clocks are ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - moment;
}
