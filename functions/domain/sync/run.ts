import * as z from 'zod';
import { PersonSchema, QuotaSchema } from '../shared.ts';

export const SyncTriggerSchema = z.enum(['first', 'manual', 'schedule', 'operator', 'approval']);
export type SyncTrigger = z.infer<typeof SyncTriggerSchema>;

/** `auto`: the sync itself decides (design, section 6). */
export const RequestedModeSchema = z.enum(['auto', 'full']);
export type RequestedMode = z.infer<typeof RequestedModeSchema>;
export const SyncModeSchema = z.enum(['full', 'delta']);
export type SyncMode = z.infer<typeof SyncModeSchema>;

export const RunPhaseSchema = z.enum(['queued', 'running', 'waiting']);

/** How far a running sync is; counted in clients. */
export const ProgressSchema = z.object({
  /** Changes found that are to be written; absent until the list was read. */
  toWrite: z.number().int().optional(),
  written: z.number().int(),
});

/**
 * The sync that holds a firm's lease. It lives inside the connection's item, so that claiming, renewing and losing it
 * are single conditional writes; when it ends it becomes a `Sync` of the history.
 */
export const RunSchema = z.object({
  syncId: z.string(),
  trigger: SyncTriggerSchema,
  requestedMode: RequestedModeSchema,
  mode: SyncModeSchema.optional(),
  phase: RunPhaseSchema,
  startedAt: z.iso.datetime(),
  startedBy: PersonSchema.optional(),
  /** The request whose click started it; none for the schedule and operators. */
  requestId: z.string().optional(),
  /** The scheduled time this run belongs to. */
  slot: z.iso.datetime().optional(),
  /** How many removals an admin approved; a ceiling, not a licence. */
  approvedRemovals: z.number().int().optional(),
  leaseUntil: z.iso.datetime(),
  progress: ProgressSchema,
  /** Sent to Xero so far, and what was left of its limits then. */
  requests: z.number().int().optional(),
  quota: QuotaSchema.optional(),
});
export type Run = z.infer<typeof RunSchema>;

/** What every client write of a run carries in its condition. */
export interface WriteClaim {
  epoch: number;
  fence: number;
}

/** What a run needs to renew or finish its lease. */
export interface RunClaim extends WriteClaim {
  firmId: string;
  syncId: string;
}

/** A run that nothing renewed for this long is over; longer than any one task may take (15 minutes). */
export const LEASE_MINUTES = 20;

/**
 * Until Begin sync is through: longer than all its repetitions take, and with the 15 minutes between two looks at such
 * runs less than the half hour in which Xero takes a refresh token once more whose answer got lost.
 */
export const BEGIN_MINUTES = 10;

/** Begin sync renews the lease within seconds; a claim whose start was cut off must not block the firm for long. */
export const QUEUED_MINUTES = 2;

/**
 * How long after the end of a connection a run of it may still write clients: it looks at the connection again once a
 * second, and a look and a write that were under way take milliseconds. It is a bound on time, not a fence: a write that
 * was tried again at its deadline may come later, and then only the condition on the item decides.
 */
export const WRITES_END_MILLISECONDS = 5_000;

/**
 * Scheduled syncs start while fewer than this are at work, those of people included. It bounds what an hour in which
 * thousands of firms are due asks of Xero (10,000 calls a minute) and of the account (1,000 functions at once): a sync
 * has one function at a time and sends a call or two.
 */
export const SYNCS_AT_ONCE = 100;
