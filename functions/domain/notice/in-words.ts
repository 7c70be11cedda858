import type { Sync, SyncCounts } from '../sync/sync.ts';

/** "3 added, 1 archived", or "nothing changed". */
export function changesInWords(counts: SyncCounts): string {
  const parts = (['added', 'updated', 'restored', 'archived'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${inFigures(counts[name])} ${name}`);
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}

/** " Needs a look: 2 records skipped, 1 client without an e-mail address.", or nothing at all. */
export function lookInWords({ counts, attention }: Sync): string {
  const { issues = {}, withoutPrimaryContact = 0, withoutEmail = 0 } = attention ?? {};
  const parts = [
    said(counts.skipped, 'record skipped', 'records skipped'),
    said(issues['CONTACT_INVALID'] ?? 0, 'contact skipped', 'contacts skipped'),
    said(issues['POSSIBLE_DUPLICATE'] ?? 0, 'possible duplicate', 'possible duplicates'),
    said(withoutPrimaryContact, 'client without a primary contact', 'clients without a primary contact'),
    said(withoutEmail, 'client without an e-mail address', 'clients without an e-mail address'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` Needs a look: ${parts.join(', ')}.`;
}

function said(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${inFigures(count)} ${count === 1 ? one : many}`;
}

function inFigures(count: number): string {
  return count.toLocaleString('en');
}
