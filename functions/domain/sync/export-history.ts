import type { BoundedCsv } from '../csv/bounded-csv.ts';
import { boundedCsv } from '../csv/bounded-csv.ts';
import type { SyncRepository } from './ports.ts';
import type { Sync, SyncIssue } from './sync.ts';

/** Newest syncs of one file. */
const MAX_SYNCS = 1_000;
/** More issues than any sync keeps. */
const MAX_ISSUES = 100_000;
const ISSUES_PER_READ = 1_000;

const COUNTS = ['seen', 'added', 'updated', 'restored', 'unchanged', 'archived', 'skipped', 'held'] as const;

const SYNC_TITLES = [
  ...['Started', 'Finished', 'Duration (seconds)', 'Trigger', 'Mode', 'Outcome', 'Who'],
  ...['Seen', 'Added', 'Updated', 'Restored', 'Unchanged', 'Archived', 'Skipped', 'Held'],
  ...['Xero requests', 'Xero requests left today', 'What failed', 'What to do', 'Sync id'],
];
const ISSUE_TITLES = ['Code', 'Client', 'Reason', 'Link'];

/** One row per sync, in the order given. */
export function exportSyncs(syncs: AsyncIterable<Sync>): Promise<BoundedCsv> {
  return boundedCsv(SYNC_TITLES, mapped(syncs, syncRow), {
    maxRows: MAX_SYNCS,
    whatElse: `A file holds the newest ${MAX_SYNCS.toLocaleString('en')} syncs.`,
  });
}

/** All that needs a look in one sync. */
export function exportIssues(
  syncs: Pick<SyncRepository, 'issues'>,
  firmId: string,
  syncId: string,
): Promise<BoundedCsv> {
  return boundedCsv(ISSUE_TITLES, mapped(allIssues(syncs, firmId, syncId), issueRow), {
    maxRows: MAX_ISSUES,
    whatElse: 'Read GET /syncs/{syncId} page by page.',
  });
}

function syncRow(sync: Sync): string[] {
  const { startedAt, finishedAt, counts, failure } = sync;
  const seconds = finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return [
    startedAt,
    finishedAt ?? '',
    seconds === null ? '' : seconds.toFixed(0),
    sync.trigger,
    sync.mode ?? '',
    sync.status,
    sync.startedBy?.name ?? 'system',
    ...COUNTS.map((name) => String(counts[name])),
    String(sync.xeroRequests),
    sync.quota?.dayRemaining?.toString() ?? '',
    failure === null ? '' : `${failure.code}: ${failure.message}`,
    failure?.action ?? '',
    sync.syncId,
  ];
}

function issueRow({ code, name, message, webUrl }: SyncIssue): string[] {
  return [code, name ?? '', message, webUrl ?? ''];
}

async function* allIssues(
  syncs: Pick<SyncRepository, 'issues'>,
  firmId: string,
  syncId: string,
): AsyncGenerator<SyncIssue> {
  let cursor: string | undefined;
  do {
    const page = await syncs.issues(firmId, syncId, { limit: ISSUES_PER_READ, ...(cursor && { cursor }) });
    yield* page.issues;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function* mapped<From, To>(
  values: AsyncIterable<From>,
  change: (value: From) => To,
): AsyncGenerator<To> {
  for await (const value of values) yield change(value);
}
