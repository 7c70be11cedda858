import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import { announce, mailsOf } from '#domain/sync/announce.ts';
import { attentionAfter } from '#domain/sync/attention.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { changesOf, type Circumstances, countsInWords } from '#domain/sync/summary.ts';
import { NO_COUNTS, type Sync, type SyncIssue } from '#domain/sync/sync.ts';
import { aClient, aConnection, aSync, aUser, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, makeDeps } from '../../../support/end-of-sync.ts';

let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
});
const quiet: Circumstances = { attended: false, isTurn: false, failures: 0 };
const waited: Circumstances = { ...quiet, attended: true };
const turn: Circumstances = { ...quiet, isTurn: true, failures: 3 };
const tell = (sync: Sync, circumstances = waited, connection: Connection | undefined = aConnection()) =>
  announce(deps, FIRM_ID, connection, sync, circumstances);
const text = () => deps.outbox.all()[0]?.mail.text ?? '';
const issue: SyncIssue = {
  code: 'RECORD_INVALID',
  message: 'The client has no name.',
  name: null,
  xpmUuid: 'u',
  webUrl: null,
};

describe('the mails of a sync', () => {
  it('have ids of their own for each who may get one', async () => {
    expect(await mailsOf(deps, FIRM_ID, 'SYNC1')).toEqual(
      ['ada', 'ben', 'gone', 'mia'].map((userId) => ({ firmId: FIRM_ID, mailId: `sync/SYNC1/${userId}` })),
    );
  });

  it('go to whoever waits for it, due at once, with the click that led to it', async () => {
    expect(await tell(aSync({ requestId: 'click' }))).toEqual([
      { firmId: FIRM_ID, mailId: 'sync/SYNC1/ada' },
    ]);
    const [entry, ...others] = deps.outbox.all();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      mail: {
        mailId: 'sync/SYNC1/ada',
        firmId: FIRM_ID,
        userId: 'ada',
        to: 'ada@example.com',
        requestId: 'click',
        subject: 'Clients synced: nothing changed (Kauri Accounting)',
      },
      dueAt: deps.clock.now().getTime(),
    });
  });

  it('name no click when there was none', async () => {
    await tell(aSync());
    expect(deps.outbox.all()[0]?.mail).not.toHaveProperty('requestId');
  });

  it('are none, and nothing is read for them, when nobody wants one or the firm is gone', async () => {
    const gaps = () => Promise.reject(new Error('read'));
    const watched = { ...deps, clients: { gaps, countSynced: gaps } };
    expect(await announce(watched, FIRM_ID, undefined, aSync(), quiet)).toEqual([]);
    const other = '22222222-2222-4222-8222-222222222222';
    await deps.users.put(aUser('ada', { firmId: other }));
    expect(await announce(watched, other, undefined, aSync(), waited)).toEqual([]);
  });

  it('say when the next sync is, in the time of the firm', async () => {
    await tell(aSync());
    expect(text()).toContain('Next sync\nTuesday, 3 March 2026 at 6:10 pm NZDT');
  });

  it('name the practice', async () => {
    await tell(aSync());
    expect(text()).toContain('The sync from Kauri Practice in Xero Practice Manager finished');
  });

  it('name no practice and no next sync when there is no connection', async () => {
    await announce(deps, FIRM_ID, undefined, aSync(), waited);
    expect(text()).toContain('The sync from Xero Practice Manager finished');
  });

  it('list what clients lack, read for them or given', async () => {
    deps.clients.seed(FIRM_ID, aClient('kea', { name: 'Kea Farms', contacts: [] }));
    await tell(aSync());
    expect(text()).toContain('Kea Farms');
    deps = await makeDeps();
    const rows = [{ clientId: 'tui', name: 'Tui Ltd', status: 'client', gap: 'NO_EMAIL' } as const];
    const gaps = { rows, counts: { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 1 } };
    await announce(deps, FIRM_ID, aConnection(), aSync(), waited, { ...gaps, rows: [...rows] });
    expect(text()).toContain('Tui Ltd');
  });

  it('find a skipped record behind hundreds of held removals', async () => {
    const held: SyncIssue = { ...issue, code: 'REMOVAL_HELD', name: 'Held' };
    await deps.syncs.putIssues(FIRM_ID, 'SYNC1', 0, [
      ...Array<SyncIssue>(450).fill(held),
      { ...issue, name: 'Unreadable Ltd' },
    ]);
    const counts = { ...NO_COUNTS, held: 450, skipped: 1 };
    await tell(aSync({ status: 'held', counts }));
    expect(text()).toContain('Unreadable Ltd');
  });

  it('read issues two hundred at a time, and two thousand at most', async () => {
    const reads: (number | string | undefined)[] = [];
    const syncs = Object.assign(deps.syncs, {
      issues: (_: string, __: string, page: { limit: number; cursor?: string }) => {
        reads.push(page.limit, page.cursor);
        return Promise.resolve({ issues: Array<SyncIssue>(page.limit).fill(issue), cursor: 'more' });
      },
    });
    await announce({ ...deps, syncs }, FIRM_ID, aConnection(), aSync({ status: 'partial' }), waited);
    expect(reads).toEqual([200, undefined, ...Array.from({ length: 9 }, () => [200, 'more']).flat()]);
  });
});

describe('what the mail of a delta calls unchanged', () => {
  const seed = (count: number) => {
    for (let n = 0; n < count; n += 1) deps.clients.seed(FIRM_ID, aClient(`c${String(n)}`));
  };
  const counts = { ...NO_COUNTS, added: 1, updated: 2, restored: 3, archived: 4, unchanged: 1 };

  it('is all current clients that it did not touch', async () => {
    seed(10);
    await tell(aSync({ mode: 'delta', counts }));
    expect(text()).toContain('Unchanged: 4');
  });

  it('is never less than none', async () => {
    seed(5);
    await tell(aSync({ mode: 'delta', counts }));
    expect(text()).toContain('Unchanged: 0');
  });

  it('is not asked of a full sync, which counted them', async () => {
    seed(10);
    await tell(aSync({ counts }));
    expect(text()).toContain('Unchanged: 1');
  });
});

describe('the mail of a sync that failed', () => {
  const QUIET = 'You get no more mails about failed scheduled syncs';
  const failed = (code = 'XeroUnavailableError') =>
    aSync({ status: 'failed', failure: failureOf(code), trigger: 'schedule' });
  const connection = aConnection({ watermark: '2026-03-01T05:00:00.000Z' });

  it('says what happened and that it is the last for a while, when it is its turn', async () => {
    await tell(failed(), turn, connection);
    expect(text()).toContain('The last 3 scheduled syncs from Xero Practice Manager failed.');
    expect(text()).toContain('The last one that came through began on');
    expect(text()).toContain(QUIET);
  });

  it('does not know when one came through if none ever did', async () => {
    await tell(failed(), turn);
    expect(text()).not.toContain('came through');
  });

  it.each([
    ['to whoever waits', failed(), { ...turn, attended: true }],
    ['of a connection that ended', failed('ConnectionBrokenError'), turn],
    ['when it is nobody’s turn', failed(), waited],
  ])('promises no quiet %s', async (_what, sync, circumstances) => {
    await tell(sync, circumstances, connection);
    expect(text()).not.toContain(QUIET);
    expect(text()).toContain('Next sync');
  });

  it('tells, once they work again, since when they did not', async () => {
    await tell(aSync({ trigger: 'schedule' }), turn, connection);
    expect(text()).toContain('1 March 2026');
    deps = await makeDeps();
    await tell(aSync(), waited, connection);
    expect(text()).not.toContain('1 March 2026');
  });
});

describe('in words', () => {
  const all = {
    seen: 99,
    added: 1,
    updated: 2,
    restored: 3,
    unchanged: 88,
    archived: 4,
    skipped: 5,
    held: 6,
  };

  it.each([
    [all, '1 added, 2 updated, 3 restored, 4 archived, 5 skipped, 6 held', 21],
    [{ ...NO_COUNTS, seen: 9, unchanged: 9 }, 'nothing changed', 0],
    [{ ...NO_COUNTS, added: 12_345, archived: 1 }, '12,345 added, 1 archived', 12_346],
  ])('%o is %s: %i changes', (counts, words, changes) => {
    expect([countsInWords(counts), changesOf(counts)]).toEqual([words, changes]);
  });
});

describe('what a sync leaves for somebody to look at', () => {
  const attention = { issues: { RECORD_INVALID: 9 }, withoutPrimaryContact: 7, withoutEmail: 8 };
  const lastSync = { syncId: 'OLD', status: 'succeeded', finishedAt: '2026-03-01T00:00:00.000Z' };
  const connection = aConnection({ lastSync, connectedAt: '2026-02-01T00:00:00.000Z' });
  const nothing = { counts: { ...NO_COUNTS, seen: 5, unchanged: 5, skipped: 1, held: 1 }, issueCount: 0 };
  const after = (found = nothing, on: Connection = connection) => attentionAfter(deps, on, 'SYNC1', found);
  beforeEach(async () => {
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'OLD', attention }));
    deps.clients.seed(FIRM_ID, aClient('kea', { contacts: [] }));
    deps.clients.seed(FIRM_ID, aClient('tui'));
    deps.clients.seed(
      FIRM_ID,
      aClient('moa', { contacts: [{ contactId: 'c', name: 'Ann', isPrimary: true }] }),
    );
  });
  const read = { withoutPrimaryContact: 1, withoutEmail: 1 };

  it('is what the one before left, when it changed no client', async () => {
    expect(await after()).toStrictEqual({ attention: { ...attention, issues: {} } });
  });

  it.each(['added', 'updated', 'restored', 'archived'] as const)(
    'is read anew when clients were %s',
    async (what) => {
      const { attention: found, gaps } = await after({
        ...nothing,
        counts: { ...nothing.counts, [what]: 1 },
      });
      expect(found).toStrictEqual({ issues: {}, ...read });
      expect(gaps?.rows.map(({ clientId }) => clientId)).toEqual(['kea', 'moa']);
    },
  );

  it.each([
    ['no sync was before', { ...connection, lastSync: undefined }],
    ['it was before the firm connected again', { ...connection, connectedAt: lastSync.finishedAt }],
    ['its record is gone', { ...connection, lastSync: { ...lastSync, syncId: 'LOST' } }],
  ])('is read anew when %s', async (_when, on) => {
    const { lastSync: last, ...rest } = on;
    const found = await after(nothing, last === undefined ? rest : { ...rest, lastSync: last });
    expect(found.attention).toStrictEqual({ issues: {}, ...read });
  });

  it('is read anew when the one before did not complete', async () => {
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'OLD', attention: null }));
    expect((await after()).attention).toStrictEqual({ issues: {}, ...read });
  });

  it('counts issues by their code, all of them, and none of which there are none', async () => {
    const other: SyncIssue = { ...issue, code: 'CONTACT_INVALID' };
    await deps.syncs.putIssues(FIRM_ID, 'SYNC1', 0, [...Array<SyncIssue>(1_500).fill(issue), other]);
    expect((await after({ ...nothing, issueCount: 1_501 })).attention.issues).toStrictEqual({
      RECORD_INVALID: 1_500,
      CONTACT_INVALID: 1,
    });
    expect((await after()).attention.issues).toStrictEqual({});
  });
});

describe('after a scheduled sync that changed something', () => {
  it.each([
    ['every-run', {}, 2],
    ['every-run', { updated: 1 }, 2],
    ['changes-and-failures', { restored: 1 }, 2],
    ['changes-and-failures', { seen: 4, unchanged: 4 }, 0],
    ['failures', { added: 1 }, 0],
  ] as const)('a firm that wants %s is told of %o by %i mails', async (summaryMail, counts, mails) => {
    await deps.firms.update(FIRM_ID, { summaryMail });
    const sync = aSync({ trigger: 'schedule', startedBy: null, counts: { ...NO_COUNTS, ...counts } });
    expect(await tell(sync, quiet)).toHaveLength(mails);
  });
});
