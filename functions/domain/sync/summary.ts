import type { Firm } from '../firm/firm.ts';
import type { User } from '../user/user.ts';
import { CONNECTION_LOST } from './failures.ts';
import type { Sync, SyncCounts } from './sync.ts';

/** What a sync did to the portal's clients, and what waits for somebody. */
export function changesOf(counts: SyncCounts): number {
  const { added, updated, restored, archived, held, skipped } = counts;
  return added + updated + restored + archived + held + skipped;
}

/** "3 added, 1 archived", or "nothing changed". */
export function countsInWords(counts: SyncCounts): string {
  const parts = (['added', 'updated', 'restored', 'archived', 'skipped', 'held'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name].toLocaleString('en')} ${name}`);
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}

/**
 * Who gets a mail about an ended sync: whoever started it, always; after a scheduled one (or one that nobody in the
 * firm started) all active admins, by the firm's setting; when the connection is lost, both.
 */
export function recipientsOf(sync: Sync, firm: Firm, users: readonly User[]): User[] {
  const active = users.filter((user) => user.active);
  const admins = active.filter((user) => user.role === 'admin');
  const starter = active.filter((user) => user.userId === sync.startedBy?.userId);
  if (sync.failure !== null && CONNECTION_LOST.has(sync.failure.code)) {
    return [...new Set([...starter, ...admins])];
  }
  if (sync.trigger !== 'schedule' && sync.startedBy !== null) return starter;
  return wanted(sync, firm) ? admins : [];
}

function wanted(sync: Sync, firm: Firm): boolean {
  if (sync.failure !== null) return true;
  if (firm.summaryMail === 'every-run') return true;
  // Removals that wait for an approval are a question, not news.
  if (sync.status === 'held') return true;
  return firm.summaryMail === 'changes-and-failures' && changesOf(sync.counts) > 0;
}
