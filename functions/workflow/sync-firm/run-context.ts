import * as z from 'zod';
import { SyncModeSchema } from '#domain/sync/run.ts';
import { SyncCountsSchema } from '#domain/sync/sync.ts';

/** What Begin sync settles and every later state gets: ids and bounds, never records or tokens. */
export const RunContextSchema = z.object({
  firmId: z.uuid(),
  syncId: z.string(),
  epoch: z.number().int(),
  fence: z.number().int(),
  mode: SyncModeSchema,
  /** The delta's bound; null before the first successful sync. In a full sync it serves to measure what deltas miss. */
  modifiedSince: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime(),
  /** Of the click that started it: what the log of every task is found by. */
  requestId: z.string().optional(),
});

/** What Find changes found, carried to Complete sync. */
export const FoundSchema = z.object({
  counts: SyncCountsSchema,
  /** Pages of changes that wait to be imported, numbered from 0. */
  pages: z.number().int(),
  issueCount: z.number().int(),
  /** Null when this sync did not measure. */
  missedByDelta: z.number().int().nullable(),
  /** False when something unidentified was listed, so that absence proved nothing. */
  absenceCounts: z.boolean(),
  quota: z.object({
    dayRemaining: z.number().int().nullable(),
    minuteRemaining: z.number().int().nullable(),
  }),
});
