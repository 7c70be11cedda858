import * as z from 'zod';

export const AuditActionSchema = z.enum([
  'SIGNED_IN',
  'ACCESS_REFUSED',
  'FIRM_CREATED',
  'SEATS_CHANGED',
  'FIRM_CHANGED',
  'FIRM_EXPORTED',
  'FIRM_ERASED',
  'CONNECT_STARTED',
  'CONNECT_COMPLETED',
  'CONNECT_REFUSED',
  'DISCONNECTED',
  'CONNECTION_LOST',
  'SYNC_REQUESTED',
  'SYNC_STARTED',
  'SYNC_ENDED',
  'REMOVALS_HELD',
  'REMOVALS_APPROVED',
  'MFA_ENABLED',
  'MFA_DISABLED',
  'MFA_RESET',
  'MFA_REMINDED',
  'USER_INVITED',
  'USER_REINVITED',
  'USER_CHANGED',
  'USER_REMOVED',
  'CLIENT_ADDED',
  'CLIENT_CHANGED',
  'CLIENT_ARCHIVED',
  'CLIENT_RESTORED',
  'CLIENTS_IMPORTED',
  'CLIENTS_EXPORTED',
  'SYNCS_EXPORTED',
  'SYNC_ISSUES_EXPORTED',
  'AUDIT_EXPORTED',
  'DUPLICATE_LINKED',
  'DUPLICATE_KEPT_APART',
  'DUPLICATE_UNDONE',
]);

/** Who did what, when, from where, with which result. Never a token, never a client's data. */
export const AuditEventSchema = z.object({
  firmId: z.uuid(),
  at: z.iso.datetime(),
  action: AuditActionSchema,
  actor: z.union([z.object({ userId: z.string(), name: z.string() }), z.literal('system')]),
  /** IP address for what people do, the workflow or trigger for what the system does. */
  source: z.string(),
  result: z.enum(['success', 'failure']),
  /** Ids and codes only. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AuditAction = z.infer<typeof AuditActionSchema>;
export type AuditEvent = z.infer<typeof AuditEventSchema>;
