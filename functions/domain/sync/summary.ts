import { audienceOf } from '../firm/audience.ts';
import type { Firm } from '../firm/firm.ts';
import { isActiveAdmin, type User } from '../user/user.ts';
import { CONNECTION_ENDED, CONNECTION_LOST } from './failures.ts';
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

/** What decides who is told of a sync, besides the sync itself. */
export interface Circumstances {
  /** Somebody in the firm waits for its end. */
  attended: boolean;
  /** The failure that people are told of, or the sync that ends what they were told of. */
  isTurn: boolean;
  /** Syncs in a row that failed, this one included, without anybody waiting for them. */
  failures: number;
}

/**
 * Who gets a mail about an ended sync: whoever started it, always; after one that nobody waited for those whom the firm
 * chose, by the firm's setting. What keeps failing is told once, and once when it works again; a lost connection is
 * told at once, to all admins too.
 */
export function recipientsOf(
  sync: Sync,
  firm: Firm,
  users: readonly User[],
  { attended, isTurn }: Circumstances,
): User[] {
  const starter = users.filter(({ userId, active }) => active && userId === sync.startedBy?.userId);
  const waiting = attended ? starter : [];
  const problems = () => audienceOf(firm, 'problems', users);
  if (sync.failure === null) {
    const news = attended || !wanted(sync, firm) ? [] : audienceOf(firm, 'summary', users);
    return distinct([...waiting, ...news, ...(isTurn ? problems() : [])]);
  }
  const { code } = sync.failure;
  if (!isTurn && !CONNECTION_ENDED.has(code)) return waiting;
  const lost = CONNECTION_LOST.has(code) ? [...starter, ...users.filter(isActiveAdmin)] : waiting;
  return distinct([...lost, ...problems()]);
}

const distinct = (users: readonly User[]): User[] => [...new Set(users)];

function wanted(sync: Sync, firm: Firm): boolean {
  if (firm.summaryMail === 'every-run') return true;
  // Removals that wait for an approval are a question, not news.
  if (sync.status === 'held') return true;
  return firm.summaryMail === 'changes-and-failures' && changesOf(sync.counts) > 0;
}
