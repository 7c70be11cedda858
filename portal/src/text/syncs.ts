import type { SyncRecord } from '../api/types.ts';

/** Words of the sync history and of a single sync. */
export const syncsText = {
  title: 'Sync history',
  lead: 'Every sync from Xero Practice Manager, newest first.',
  syncNow: 'Sync now',
  caption: 'Syncs, newest first',
  download: 'Download CSV',
  csvName: 'sync-history.csv',

  columns: {
    started: 'Started',
    status: 'Result',
    trigger: 'Started by',
    duration: 'Duration',
    changes: 'Changes',
    requests: 'Xero requests',
  },

  filters: {
    label: 'Filter syncs',
    status: 'Result',
    anyStatus: 'Any result',
    trigger: 'Started by',
    anyTrigger: 'Anybody',
    clear: 'Clear filters',
  },

  statuses: {
    queued: 'Starting',
    running: 'Running',
    waiting: 'Waiting for Xero',
    succeeded: 'Succeeded',
    partial: 'Partly done',
    held: 'Needs approval',
    failed: 'Failed',
    interrupted: 'Interrupted',
  },
  triggers: {
    first: 'First sync',
    manual: 'On demand',
    schedule: 'Schedule',
    operator: 'Operator',
    approval: 'Approved removals',
  },
  /** What started it, and who did. */
  startedBy: (trigger: string, name: string | undefined) =>
    name === undefined ? trigger : `${trigger}, ${name}`,
  cardDetails: (start: string, duration: string, requests: number) =>
    `${start} · ${duration} · ${requests === 1 ? '1 Xero request' : `${String(requests)} Xero requests`}`,
  running: 'Running now',
  noChanges: 'Nothing changed',
  notFinished: 'Nothing to count',

  emptyTitle: 'No syncs yet',
  empty: 'The first sync begins as soon as an admin connects your practice.',
  toIntegrations: 'Open integrations',
  noneFoundTitle: 'No sync matches',
  noneFound: 'No sync has this result and origin. Choose others, or clear the filters.',

  noneHereTitle: 'None among these',
  noneHere: 'Older syncs may match: go on to the next page.',

  /** For each kind of change; read as "3 added, 1 archived". */
  changes: {
    added: (count: string) => `${count} added`,
    updated: (count: string) => `${count} updated`,
    restored: (count: string) => `${count} restored`,
    archived: (count: string) => `${count} archived`,
    skipped: (count: string) => `${count} skipped`,
    held: (count: string) => `${count} held`,
  },

  seconds: (seconds: number) => `${String(seconds)} s`,
  minutes: (minutes: number, seconds: number) =>
    seconds === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(seconds)} s`,
  hours: (hours: number, minutes: number) =>
    minutes === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes)} min`,
} as const;

type Change = keyof typeof syncsText.changes;
const CHANGES: readonly Change[] = ['added', 'updated', 'restored', 'archived', 'skipped', 'held'];

/** "3 added, 1 archived"; undefined when nothing changed. */
export function changesInWords(counts: SyncRecord['counts']): string | undefined {
  const parts = CHANGES.filter((change) => counts[change] > 0).map((change) =>
    syncsText.changes[change](counts[change].toLocaleString('en')),
  );
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** A length of time, to the second below an hour and to the minute above; never negative. */
export function durationInWords(milliseconds: number): string {
  const all = Math.max(0, Math.round(milliseconds / 1000));
  if (all < 60) return syncsText.seconds(all);
  if (all < 3600) return syncsText.minutes(Math.floor(all / 60), all % 60);
  const minutes = Math.round(all / 60);
  return syncsText.hours(Math.floor(minutes / 60), minutes % 60);
}
