import * as z from 'zod';
import { PersonSchema, QuotaSchema } from '../shared.ts';
import { RunSchema } from '../sync/run.ts';
import { TroubleSchema } from '../sync/trouble.ts';

/** A firm that never connected has no connection at all. */
export const ConnectionStateSchema = z.enum([
  'connected',
  // The grant is gone although nobody here ended it; an admin can reconnect.
  'broken',
  'disconnected',
]);

/** The three cases that the banner tells apart (design, section 2). */
export const DisconnectCauseSchema = z.enum(['disconnected-here', 'disconnected-in-xero', 'unexpected']);

export const DisconnectSchema = z.object({
  cause: DisconnectCauseSchema,
  at: z.iso.datetime(),
  /** Who did it, for `disconnected-here`. */
  by: PersonSchema.optional(),
});
export type Disconnect = z.infer<typeof DisconnectSchema>;

export const PracticeSchema = z.object({
  /** Xero's tenant id: what `xero-tenant-id` carries. */
  tenantId: z.string().min(1),
  /** Xero's id of the connection between app and tenant: what a disconnect deletes. */
  connectionId: z.string().min(1),
  /** Xero may give none (reference xpm-api.md 4.5). */
  name: z.string().nullable(),
});
export type Practice = z.infer<typeof PracticeSchema>;

export const ConnectionSchema = z.object({
  firmId: z.uuid(),
  state: ConnectionStateSchema,
  /** Raised by every connect and disconnect; a client write from an older epoch is refused. */
  epoch: z.number().int().positive(),
  /** Raised by every claimed run; a client write of an older run is refused. */
  fence: z.number().int().nonnegative(),
  practice: PracticeSchema,
  connectedBy: PersonSchema,
  connectedAt: z.iso.datetime(),
  disconnect: DisconnectSchema.optional(),
  /** True from a disconnect until Xero has dropped the connection and the tokens are destroyed. */
  cleanupPending: z.boolean().optional(),
  run: RunSchema.optional(),
  /** Start of the last successful sync: the next delta's bound, less the overlap. */
  watermark: z.iso.datetime().optional(),
  /** When the next full sync is due, and the days between full syncs (1 to 7). */
  nextFullAt: z.iso.datetime().optional(),
  fullSyncDays: z.number().int().min(1).max(7).optional(),
  lastSync: z.object({ syncId: z.string(), status: z.string(), finishedAt: z.iso.datetime() }).optional(),
  quota: QuotaSchema.optional(),
  trouble: TroubleSchema.optional(),
  /** The next scheduled sync; absent while not connected. */
  dueAt: z.iso.datetime().optional(),
});
export type Connection = z.infer<typeof ConnectionSchema>;

/** Whether client data flows or may flow again without a person's act, so that MFA is required (design, section 8). */
export function requiresMfa(connection: Connection | undefined): boolean {
  return connection !== undefined && connection.state !== 'disconnected';
}
