import { describe, expect, it } from 'vitest';
import { exportIssues, exportSyncs } from '#domain/sync/export-history.ts';
import { NO_COUNTS, type Sync, type SyncIssue } from '#domain/sync/sync.ts';
import { aSync, FIRM_ID } from '../../../support/builders.ts';
import { InMemorySyncRepository } from '../../../support/fakes/sync-repository.ts';

async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
/** Without the mark of its encoding. */
const rowsOf = (csv: string) =>
  csv
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');

describe('the file of syncs', () => {
  const rows = async (...syncs: Sync[]) => rowsOf((await exportSyncs(each(syncs))).csv);

  it('says of each when, by whom, what came of it and what it cost', async () => {
    const sync = aSync({
      counts: {
        seen: 10,
        added: 1,
        updated: 2,
        restored: 3,
        unchanged: 4,
        archived: 5,
        skipped: 6,
        held: 7,
      },
      finishedAt: '2026-03-02T17:51:30.400Z',
      quota: { dayRemaining: 4900, minuteRemaining: 9, at: '2026-03-02T17:51:00.000Z' },
    });
    expect(await rows(sync)).toEqual([
      'Started,Finished,Duration (seconds),Trigger,Mode,Outcome,Who,Seen,Added,Updated,Restored,Unchanged,Archived,Skipped,Held,Xero requests,Xero requests left today,What failed,What to do,Sync id',
      '2026-03-02T17:50:00.000Z,2026-03-02T17:51:30.400Z,90,manual,full,succeeded,User ada,10,1,2,3,4,5,6,7,2,4900,,,SYNC1',
    ]);
  });

  it('leaves blank what is not known, and says why one failed', async () => {
    const failure = { code: 'XERO_UNAVAILABLE', message: 'Xero did not answer.', action: 'Wait.' };
    const quota = { dayRemaining: null, minuteRemaining: 9, at: '2026-03-02T17:51:00.000Z' };
    const unknown = { mode: null, finishedAt: null, startedBy: null, counts: NO_COUNTS } as const;
    const [, ...said] = await rows(
      aSync({ ...unknown, status: 'failed', trigger: 'schedule', failure }),
      aSync({ quota }),
    );
    expect(said).toEqual([
      '2026-03-02T17:50:00.000Z,,,schedule,,failed,system,0,0,0,0,0,0,0,0,2,,XERO_UNAVAILABLE: Xero did not answer.,Wait.,SYNC1',
      '2026-03-02T17:50:00.000Z,2026-03-02T17:55:00.000Z,300,manual,full,succeeded,User ada,0,0,0,0,0,0,0,0,2,,,,SYNC1',
    ]);
  });

  it.each([
    [1_000, false],
    [1_001, true],
  ])('of %i says how many it holds if there are more: %s', async (count, cut) => {
    const file = await exportSyncs(each(Array.from({ length: count }, () => aSync())));
    expect(file).toMatchObject({ rows: 1_000, cut });
    const last = rowsOf(file.csv).at(-1) ?? '';
    const note = 'This file ends here although there is more. A file holds the newest 1,000 syncs.';
    expect(last.startsWith(`"${note}",`)).toBe(cut);
  });
});

describe('the file of what needs a look', () => {
  const issue: SyncIssue = {
    code: 'RECORD_INVALID',
    message: 'The client has no name.',
    name: 'Kea',
    xpmUuid: 'u',
    webUrl: 'https://xpm.example/kea',
  };

  it('has a row for each, however many reads it takes', async () => {
    const syncs = new InMemorySyncRepository();
    const unknown = { ...issue, name: null, xpmUuid: null, webUrl: null };
    await syncs.putIssues(FIRM_ID, 'SYNC1', 0, [issue, unknown, ...Array<SyncIssue>(1_100).fill(issue)]);
    const reads: unknown[] = [];
    const watched: Pick<InMemorySyncRepository, 'issues'> = {
      issues: (firmId, syncId, page) => {
        reads.push(page.limit, 'cursor' in page);
        return syncs.issues(firmId, syncId, page);
      },
    };
    const file = await exportIssues(watched, FIRM_ID, 'SYNC1');
    expect(file).toMatchObject({ rows: 1_102, cut: false });
    expect(rowsOf(file.csv).slice(0, 3)).toEqual([
      'Code,Client,Reason,Link',
      'RECORD_INVALID,Kea,The client has no name.,https://xpm.example/kea',
      'RECORD_INVALID,,The client has no name.,',
    ]);
    expect(reads).toEqual([1_000, false, 1_000, true]);
  });

  it('that is too large says how to read the rest', async () => {
    const message = 'x'.repeat(10_000);
    const issues = Array.from({ length: 700 }, () => ({ ...issue, message }));
    const { csv, cut } = await exportIssues({ issues: () => Promise.resolve({ issues }) }, FIRM_ID, 'SYNC1');
    expect(cut).toBe(true);
    expect(rowsOf(csv).at(-1)).toContain('Read GET /syncs/{syncId} page by page.');
  });
});
