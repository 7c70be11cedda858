import type { Connection } from '../connection/connection.ts';
import type { RequestedMode, SyncMode, SyncTrigger } from './run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Our clock and Xero's may differ, and a change may be committed a little after its time. */
const OVERLAP = 10 * MINUTE;
/** A full sync is due an hour early, so that the same slot of a later day counts although it starts seconds sooner. */
const SLACK = HOUR;
const MAX_DAYS = 7;

/** Ends after which the portal may have missed something that no delta would show again. */
const UNSAFE_ENDS: ReadonlySet<string> = new Set(['failed', 'held', 'interrupted']);

export interface ModeDecision {
  mode: SyncMode;
  /** The delta's bound; in a full sync it serves to measure what deltas miss. Null when there is none to trust. */
  modifiedSince: Date | null;
}

export function decideMode(input: {
  trigger: SyncTrigger;
  requestedMode: RequestedMode;
  connection: Pick<Connection, 'watermark' | 'nextFullAt' | 'lastSync' | 'connectedAt'>;
  /** The run that was taken over did not end by itself. */
  interrupted: boolean;
  now: Date;
}): ModeDecision {
  const { trigger, requestedMode, connection, interrupted, now } = input;
  const { watermark, nextFullAt, lastSync, connectedAt } = connection;
  // While the firm was disconnected its clients were editable: only the whole list sets them right again.
  const first = trigger === 'first' || watermark === undefined || watermark < connectedAt;
  if (first) return { mode: 'full', modifiedSince: null };
  const full =
    requestedMode === 'full' ||
    interrupted ||
    UNSAFE_ENDS.has(lastSync?.status ?? '') ||
    nextFullAt === undefined ||
    new Date(nextFullAt) <= now;
  const modifiedSince = new Date(new Date(watermark).getTime() - OVERLAP);
  return { mode: full ? 'full' : 'delta', modifiedSince };
}

/**
 * When the next full sync is due: what deltas were seen to miss decides. No miss doubles the days between full syncs,
 * a miss sets them back to one. Undefined: nothing changes.
 */
export function planNextFull(input: {
  mode: SyncMode;
  missedByDelta: number | null;
  /** False when something unidentified was listed. */
  absenceCounts: boolean;
  fullSyncDays: number | undefined;
  startedAt: Date;
}): { nextFullAt: Date; fullSyncDays: number } | undefined {
  const { mode, missedByDelta, absenceCounts, fullSyncDays = 1, startedAt } = input;
  // What an unidentified record changed is unknown, so the next sync must see everything.
  if (!absenceCounts) return { nextFullAt: startedAt, fullSyncDays };
  if (mode === 'delta') return undefined;
  const days =
    missedByDelta === null ? fullSyncDays : missedByDelta > 0 ? 1 : Math.min(fullSyncDays * 2, MAX_DAYS);
  return { nextFullAt: new Date(startedAt.getTime() + days * DAY - SLACK), fullSyncDays: days };
}
