import type { AuditAction, AuditEvent } from './audit.ts';

/** Append-only. */
export interface AuditLog {
  append(event: AuditEvent): Promise<void>;
}

export interface AuditFilter {
  action?: AuditAction | undefined;
  /** A user's id, or `system`. */
  actor?: string | undefined;
  /** From then on. */
  from?: Date | undefined;
  /** Before then. */
  to?: Date | undefined;
}

export interface AuditEntry extends Omit<AuditEvent, 'action'> {
  /** Unique within the firm; sorts by time. */
  auditId: string;
  /** Any text: what another version of this program wrote stays readable. */
  action: string;
}

/** For those alone who show the log to a firm's admins. */
export interface AuditReader {
  /** Newest first. A page may hold less than `limit`, even nothing: only a missing cursor ends the list. */
  list(
    firmId: string,
    filter: AuditFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ events: AuditEntry[]; cursor?: string }>;
}
