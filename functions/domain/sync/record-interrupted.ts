import type { AuditLog } from '../audit/ports.ts';
import { auditEnd } from './audit-end.ts';
import type { SyncRepository } from './ports.ts';
import type { Run } from './run.ts';
import { interruptedSync } from './run-record.ts';
import type { Sync } from './sync.ts';

interface RecordDeps {
  syncs: Pick<SyncRepository, 'get' | 'put'>;
  audit: AuditLog;
}

/**
 * Writes a run that did not complete into the audit and the history, unless the history has it. Whoever takes a run off
 * its connection does this before, so that at no moment it is in neither.
 */
export async function recordEnd(deps: RecordDeps, firmId: string, sync: Sync, now: Date): Promise<void> {
  if ((await deps.syncs.get(firmId, sync.syncId)) !== undefined) return;
  // In this order: once the history has it, a repetition adds nothing to the audit.
  await auditEnd(deps.audit, firmId, sync, now);
  await deps.syncs.put(firmId, sync);
}

/** A run that nobody works on any more. */
export function recordInterrupted(deps: RecordDeps, firmId: string, run: Run, now: Date): Promise<void> {
  return recordEnd(deps, firmId, interruptedSync(run, now), now);
}
