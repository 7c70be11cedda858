import type { AuditEvent } from '#domain/audit/audit.ts';
import type { AuditLog } from '#domain/audit/ports.ts';

export class InMemoryAuditLog implements AuditLog {
  readonly events: AuditEvent[] = [];

  append(event: AuditEvent): Promise<void> {
    this.events.push(structuredClone(event));
    return Promise.resolve();
  }
}
