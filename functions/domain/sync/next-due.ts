import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Firm } from '../firm/firm.ts';
import { QUEUED_MINUTES } from './run.ts';

const SPREAD_MINUTES = 60;

/** If the first sync never started: when its claim is over, the schedule starts it instead. */
const FIRST_SYNC_MINUTES = QUEUED_MINUTES + 5;

export function firstDue(connectedAt: Date): Date {
  return new Date(connectedAt.getTime() + FIRST_SYNC_MINUTES * 60_000);
}

/** Spreads firms with the same time over an hour, each always at the same minute. */
function offsetMinutes(firmId: string): number {
  return createHash('sha256').update(`due\0${firmId}`).digest().readUInt32BE(0) % SPREAD_MINUTES;
}

/**
 * The firm's next scheduled sync after `now`. Times are local: 06:00 stays 06:00 when the clocks change; one that
 * the change skips falls an hour later, one that comes twice counts the first time.
 */
export function nextDue(firm: Pick<Firm, 'firmId' | 'timeZone' | 'syncTimes'>, now: Date): Date {
  const inZone = DateTime.fromJSDate(now, { zone: firm.timeZone });
  // A zone that this runtime does not know must not stop the firm's syncs.
  const local = inZone.isValid ? inZone : DateTime.fromJSDate(now, { zone: 'utc' });
  const offset = offsetMinutes(firm.firmId);
  // From yesterday on, because a late slot's offset may carry it past midnight.
  const candidates = [-1, 0, 1, 2].flatMap((days) =>
    firm.syncTimes.map((time) => slotAt(local.startOf('day').plus({ days }), time, offset)),
  );
  return new Date(Math.min(...candidates.filter((slot) => slot > now.getTime())));
}

function slotAt(day: DateTime, time: string, offset: number): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const { year, month, day: date } = day;
  const slot = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: day.zone });
  return slot.toMillis() + offset * 60_000;
}
