import type { AuditLog } from '../audit/ports.ts';
import { auditEnd } from './audit-end.ts';
import type { SyncRepository } from './ports.ts';
import type { Run } from './run.ts';
import { interruptedSync } from './run-record.ts';

/** Writes a run that nobody works on any more into the history and the audit. Repeatable. */
export async function recordInterrupted(
  { syncs, audit }: { syncs: Pick<SyncRepository, 'put'>; audit: AuditLog },
  firmId: string,
  run: Run,
  now: Date,
): Promise<void> {
  const sync = interruptedSync(run, now);
  await auditEnd(audit, firmId, sync, now);
  await syncs.put(firmId, sync);
}
