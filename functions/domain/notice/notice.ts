import * as z from 'zod';
import { DisconnectCauseSchema } from '../connection/connection.ts';
import { ProgressSchema } from '../sync/run.ts';
import { AttentionSchema, SyncCountsSchema } from '../sync/sync.ts';

const common = {
  /** Stable for as long as the notice says the same. */
  noticeId: z.string(),
  severity: z.enum(['info', 'success', 'warning', 'error']),
  /** One sentence for the bar itself. */
  message: z.string(),
  at: z.iso.datetime(),
  /** Where in the portal something can be done about it, for those who may. */
  action: z.object({ label: z.string(), href: z.string() }).nullable(),
  /** Whether its reader may put it away; it comes back when its cause is a new one. */
  dismissable: z.boolean(),
};

export const NoticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('disconnected'),
    ...common,
    cause: DisconnectCauseSchema,
    /** Who disconnected, for `disconnected-here`. */
    by: z.string().nullable(),
  }),
  /** For admins, when the connection broke: connect again. */
  z.object({ kind: z.literal('reconnect'), ...common }),
  /** For admins, when whoever connected is no longer a user; `at` is when they connected. */
  z.object({ kind: z.literal('connection-owner-left'), ...common }),
  z.object({ kind: z.literal('removals-held'), ...common, syncId: z.string(), held: z.number().int() }),
  z.object({ kind: z.literal('sync-failed'), ...common, syncId: z.string(), code: z.string() }),
  z.object({
    kind: z.literal('sync-running'),
    ...common,
    syncId: z.string(),
    progress: ProgressSchema,
  }),
  z.object({
    kind: z.literal('sync-finished'),
    ...common,
    syncId: z.string(),
    counts: SyncCountsSchema,
    attention: AttentionSchema.nullable(),
  }),
  /** Alone, for users who may see nothing else until they signed in with MFA. */
  z.object({ kind: z.literal('mfa-due'), ...common }),
]);
export type Notice = z.infer<typeof NoticeSchema>;
