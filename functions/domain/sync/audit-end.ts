import type { AuditEvent } from '../audit/audit.ts';
import type { Sync } from './sync.ts';

export function syncEnded(firmId: string, sync: Sync, at: Date): AuditEvent {
  return {
    firmId,
    at: at.toISOString(),
    action: sync.counts.held > 0 ? 'REMOVALS_HELD' : 'SYNC_ENDED',
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
