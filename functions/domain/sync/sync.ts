import * as z from 'zod';
import { PracticeClientSchema } from '../practice/practice-client.ts';
import { PersonSchema, QuotaSchema } from '../shared.ts';
import { ProgressSchema, SyncModeSchema, SyncTriggerSchema } from './run.ts';

/** Counts of clients, not of contacts. */
export const SyncCountsSchema = z.object({
  /** Records that XPM listed, readable or not. */
  seen: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  /** Archived here before, current in XPM again. */
  restored: z.number().int(),
  unchanged: z.number().int(),
  archived: z.number().int(),
  /** Records that could not be read; each is an issue. */
  skipped: z.number().int(),
  /** Removals that wait for an admin's approval. */
  held: z.number().int(),
});
export type SyncCounts = z.infer<typeof SyncCountsSchema>;

export const NO_COUNTS: SyncCounts = {
  seen: 0,
  added: 0,
  updated: 0,
  restored: 0,
  unchanged: 0,
  archived: 0,
  skipped: 0,
  held: 0,
};

/** `queued`, `running` and `waiting` are phases of the run; the rest is how it ended. */
export const SyncStatusSchema = z.enum([
  'queued',
  'running',
  'waiting',
  'succeeded',
  // Some records were skipped; everything else is in the portal.
  'partial',
  // Removals wait for approval; everything else is in the portal.
  'held',
  'failed',
  'interrupted',
]);

export type SyncStatus = z.infer<typeof SyncStatusSchema>;

export const SyncFailureSchema = z.object({
  /** Stable code, e.g. `XERO_UNAVAILABLE`. */
  code: z.string(),
  /** What happened, in words. */
  message: z.string(),
  /** What an admin can do about it. */
  action: z.string(),
});
export type SyncFailure = z.infer<typeof SyncFailureSchema>;

/** What of a result needs somebody's look. */
export const AttentionSchema = z.object({
  /** How many issues there were of each code. */
  issues: z.record(z.string(), z.number().int()),
  /** Of all current clients, not of this sync's alone. */
  withoutPrimaryContact: z.number().int(),
  withoutEmail: z.number().int(),
});
export type Attention = z.infer<typeof AttentionSchema>;

/** One sync, running or ended. */
export const SyncSchema = z.object({
  syncId: z.string(),
  trigger: SyncTriggerSchema,
  mode: SyncModeSchema.nullable(),
  status: SyncStatusSchema,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  startedBy: PersonSchema.nullable(),
  /** Of the click that started it, for operators; the API does not show it. */
  requestId: z.string().optional(),
  counts: SyncCountsSchema,
  progress: ProgressSchema.nullable(),
  xeroRequests: z.number().int(),
  quota: QuotaSchema.nullable(),
  /** Changes that only the whole list showed; what deltas miss. Null when not measured. */
  missedByDelta: z.number().int().nullable(),
  failure: SyncFailureSchema.nullable(),
  /** Null of syncs that did not complete. */
  attention: AttentionSchema.nullable().default(null),
});
export type Sync = z.infer<typeof SyncSchema>;

/** As people see it. */
export const SyncViewSchema = SyncSchema.omit({ requestId: true });

export const IssueCodeSchema = z.enum([
  'RECORD_UNIDENTIFIED', // no valid UUID: which client it is cannot be told
  'RECORD_INVALID', // identified, but unreadable (no name, too long, …)
  'RECORD_DUPLICATE', // a second record with the same UUID
  'CONTACT_INVALID', // a contact without a valid UUID; the client itself was synced
  'REMOVAL_HELD', // would be archived; waits for approval
  'CLIENT_LINKED', // took the place of a client that was added here: same name and e-mail
  'POSSIBLE_DUPLICATE', // may be the same as another client; waits for an admin
]);

/** Why one record needs a look. */
export const SyncIssueSchema = z.object({
  code: IssueCodeSchema,
  /** In words, for an admin. */
  message: z.string(),
  name: z.string().nullable(),
  xpmUuid: z.string().nullable(),
  webUrl: z.string().nullable(),
});
export type SyncIssue = z.infer<typeof SyncIssueSchema>;

/** One change that Find changes found and Import page writes. */
export const ClientChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('upsert'),
    clientId: z.string(),
    hash: z.string(),
    client: PracticeClientSchema,
    /** `clientId` was added here: this id becomes a link to it. */
    linkFrom: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('archive'),
    clientId: z.string(),
    /** Whose client it is, should the id stand for somebody else by then. */
    xpmUuid: z.string().exactOptional(),
  }),
]);
export type ClientChange = z.infer<typeof ClientChangeSchema>;
