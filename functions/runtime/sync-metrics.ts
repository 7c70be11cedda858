import type { Sync } from '#domain/sync/sync.ts';
import { DIMENSIONS } from './metrics-contract.ts';
import { measure, measureBy } from './metrics.ts';

/** For whoever writes ended syncs into the history. */
export function measureEnd({ status, mode, counts, xeroRequests, quota }: Sync): void {
  const outcome = DIMENSIONS.outcome.find((each) => each === status);
  // Phases of a run that goes on: the history holds none.
  if (outcome === undefined) return;
  measureBy('SyncsEnded', 1, { outcome, mode: mode ?? 'none' });
  measure({
    ClientsWritten: counts.added + counts.updated + counts.restored,
    ClientsArchived: counts.archived,
    RecordProblems: counts.skipped,
    XeroRequests: xeroRequests,
    ...(typeof quota?.dayRemaining === 'number' ? { QuotaDayLeft: quota.dayRemaining } : {}),
  });
}
