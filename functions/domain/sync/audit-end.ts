import type { AuditEvent } from '../audit/audit.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Sync } from './sync.ts';

/** A sync's end; of one that holds removals also that it does. */
export async function auditEnd(audit: AuditLog, firmId: string, sync: Sync, at: Date): Promise<void> {
  if (sync.counts.held > 0) await audit.append(eventOf('REMOVALS_HELD', firmId, sync, at));
  await audit.append(eventOf('SYNC_ENDED', firmId, sync, at));
}

function eventOf(action: AuditEvent['action'], firmId: string, sync: Sync, at: Date): AuditEvent {
  return {
    firmId,
    at: at.toISOString(),
    action,
    actor: 'system',
    source: 'sync-firm',
    result: sync.failure === null ? 'success' : 'failure',
    details: {
      syncId: sync.syncId,
      status: sync.status,
      code: sync.failure?.code ?? null,
      added: sync.counts.added,
      updated: sync.counts.updated,
      archived: sync.counts.archived,
      held: sync.counts.held,
    },
  };
}
