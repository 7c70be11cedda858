import { SYNCS_AT_ONCE } from '#domain/sync/run.ts';
import type { Day } from './day.ts';

/** Xero's limits, DynamoDB's of one partition, and what firms are promised. */
export const LIMITS = {
  appCallsPerMinute: 10_000,
  firmCallsPerMinute: 60,
  firmInFlight: 5,
  firmWritesPerSecond: 1_000,
  atWork: SYNCS_AT_ONCE,
  /** A quarter of an hour until the dispatch looks, and its own quarter of an hour. */
  delayMinutes: 30,
} as const;

export interface Figure {
  what: string;
  found: number;
  limit: number;
}

export function figuresOf({ tally, overdue }: Day): Figure[] {
  return [
    {
      what: 'calls at Xero in a minute, all firms',
      found: tally.mostCallsInAMinute,
      limit: LIMITS.appCallsPerMinute,
    },
    {
      what: 'calls at Xero in a minute, one firm',
      found: tally.mostOfOneFirm,
      limit: LIMITS.firmCallsPerMinute,
    },
    {
      what: 'calls at Xero at once, one firm',
      found: tally.mostInFlightOfOneFirm,
      limit: LIMITS.firmInFlight,
    },
    {
      what: 'client writes a second, one firm',
      found: tally.mostWritesPerSecond,
      limit: LIMITS.firmWritesPerSecond,
    },
    { what: 'scheduled syncs at work at once', found: tally.most.scheduled, limit: LIMITS.atWork },
    {
      what: 'minutes from due to begun, the longest',
      found: tally.delay(1) / 60_000,
      limit: LIMITS.delayMinutes,
    },
    { what: 'firms due for longer at the end', found: overdue, limit: 0 },
  ];
}

/** One sentence for each goal that the day missed. */
export function breachesOf(day: Day): string[] {
  return figuresOf(day)
    .filter(({ found, limit }) => found > limit)
    .map(({ what, found, limit }) => `${what}: ${found.toFixed(1)}, not ${String(limit)} or less`);
}
