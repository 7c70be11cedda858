import type { AuditEvent } from '#domain/audit/audit.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';

/** What the caller did, with success. */
export function auditOf(
  { user, sourceIp }: Caller,
  clock: Clock,
  action: AuditEvent['action'],
  details: AuditEvent['details'],
): AuditEvent {
  return {
    firmId: user.firmId,
    at: clock.now().toISOString(),
    action,
    actor: { userId: user.userId, name: user.name },
    source: sourceIp,
    result: 'success',
    details,
  };
}
