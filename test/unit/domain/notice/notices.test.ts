import { describe, expect, it } from 'vitest';
import { noticesOf } from '#domain/notice/derive-notices.ts';
import { changesInWords, lookInWords } from '#domain/notice/in-words.ts';
import { type Notice, NoticeSchema } from '#domain/notice/notice.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { aConnection, aRun, aSync } from '../../../support/builders.ts';

const now = new Date('2026-03-02T18:00:00.000Z');
const given = { connection: aConnection(), lastSync: undefined, ownerLeft: false, mfa: true, now };
/** Each fits what the API promises of it. */
const seen = (state: Partial<Parameters<typeof noticesOf>[0]>): Notice[] => {
  const notices = noticesOf({ ...given, role: 'admin', ...state });
  for (const notice of notices) expect(NoticeSchema.parse(notice)).toStrictEqual(notice);
  return notices;
};
const at = '2026-03-01T00:00:00.000Z';
const integrations = { label: 'Open integrations', href: '/settings/integrations' };

describe('the banner of a disconnect', () => {
  const gone = {
    kind: 'disconnected',
    noticeId: 'disconnected:1',
    at,
    action: integrations,
    dismissable: true,
    by: null,
  };

  it.each([
    ['Ben', { userId: 'ben', name: 'Ben' }, 'Ben'],
    ['nobody known', undefined, null],
  ])('names who did it: %s', (_who, by, name) => {
    const disconnect = { cause: 'disconnected-here', at, ...(by !== undefined && { by }) } as const;
    expect(seen({ connection: aConnection({ state: 'disconnected', disconnect }) })).toStrictEqual([
      {
        ...gone,
        severity: 'info',
        message: `Xero Practice Manager was disconnected by ${name ?? 'an admin'}.`,
        cause: 'disconnected-here',
        by: name,
      },
    ]);
  });

  it('says that it was done inside Xero', () => {
    const disconnect = { cause: 'disconnected-in-xero', at } as const;
    expect(seen({ connection: aConnection({ state: 'disconnected', disconnect }) })).toStrictEqual([
      {
        ...gone,
        severity: 'error',
        message: 'The connection was ended inside Xero, so clients no longer sync.',
        cause: 'disconnected-in-xero',
      },
    ]);
  });

  const broken = aConnection({ state: 'broken', epoch: 4, disconnect: { cause: 'unexpected', at } });
  const unexpected = {
    ...gone,
    noticeId: 'disconnected:4',
    severity: 'error',
    message: 'The connection to Xero Practice Manager ended unexpectedly, so clients no longer sync.',
    cause: 'unexpected',
  };

  it('of one that broke asks admins to reconnect', () => {
    expect(seen({ connection: broken })).toStrictEqual([
      unexpected,
      {
        kind: 'reconnect',
        noticeId: 'reconnect:4',
        severity: 'warning',
        message: 'Connect again to go on syncing clients. Nothing changes in the portal until then.',
        at,
        action: { label: 'Reconnect', href: '/settings/integrations' },
        dismissable: true,
      },
    ]);
  });

  it('asks nothing of members', () => {
    expect(seen({ connection: broken, role: 'member' })).toStrictEqual([{ ...unexpected, action: null }]);
  });

  it('is none when nothing is known of the disconnect', () => {
    expect(seen({ connection: aConnection({ state: 'disconnected' }) })).toEqual([]);
  });
});

describe('while connected', () => {
  it('who lacks MFA is told of that alone', () => {
    expect(seen({ mfa: false, ownerLeft: true, lastSync: aSync() })).toStrictEqual([
      {
        kind: 'mfa-due',
        noticeId: 'mfa-due:1',
        severity: 'warning',
        message:
          'Your firm is connected to Xero Practice Manager, so everybody needs multi-factor authentication to see its clients. Set it up, then sign in again.',
        at: '2026-01-02T00:00:00.000Z',
        action: { label: 'Set up MFA', href: '/settings/mfa' },
        dismissable: false,
      },
    ]);
  });

  it('admins are told that whoever connected has left', () => {
    expect(seen({ ownerLeft: true })).toStrictEqual([
      {
        kind: 'connection-owner-left',
        noticeId: 'connection-owner-left:1',
        severity: 'warning',
        message:
          'User ada, who connected Xero Practice Manager, is no longer a user. Syncs end when their access in Xero does; connect again as somebody who stays.',
        at: '2026-01-02T00:00:00.000Z',
        action: integrations,
        dismissable: true,
      },
    ]);
  });

  it.each([
    [{}, 'Clients are syncing from Xero Practice Manager.'],
    [{ progress: { toWrite: 0, written: 0 } }, 'Clients are syncing from Xero Practice Manager.'],
    [{ progress: { toWrite: 9, written: 4 } }, 'Clients are syncing from Xero Practice Manager (4 of 9).'],
    [{ phase: 'waiting' as const }, 'Clients are syncing; Xero asked us to wait.'],
    [
      { phase: 'waiting' as const, progress: { toWrite: 9, written: 4 } },
      'Clients are syncing; Xero asked us to wait (4 of 9).',
    ],
  ])('a run of %o says: %s', (changes, message) => {
    const run = aRun(changes);
    expect(seen({ connection: aConnection({ run }) })).toStrictEqual([
      {
        kind: 'sync-running',
        noticeId: 'sync-running:SYNC1',
        severity: 'info',
        message,
        at: run.startedAt,
        action: { label: 'See progress', href: '/syncs/SYNC1' },
        dismissable: false,
        syncId: 'SYNC1',
        progress: run.progress,
      },
    ]);
  });

  const failedNotice = {
    kind: 'sync-failed',
    noticeId: 'sync-failed:SYNC1',
    severity: 'error',
    action: { label: 'See details', href: '/syncs/SYNC1' },
    dismissable: true,
    syncId: 'SYNC1',
  };

  it('a run that nobody works on any more is all there is to say', () => {
    const run = aRun({ leaseUntil: now.toISOString() });
    expect(
      seen({ connection: aConnection({ run }), lastSync: aSync({ syncId: 'OLD' }), ownerLeft: true }),
    ).toStrictEqual([
      {
        ...failedNotice,
        message:
          'The last sync did not finish. The sync was stopped before it was done. Nothing was lost; the next sync goes on.',
        at: run.leaseUntil,
        code: 'SYNC_STOPPED',
      },
    ]);
  });

  it('a failure says why and what to do, however old', () => {
    const failure = failureOf('XeroUnavailableError');
    const lastSync = aSync({ status: 'failed', failure, finishedAt: at });
    expect(seen({ lastSync })).toStrictEqual([
      {
        ...failedNotice,
        message:
          'The last sync did not finish. Xero did not answer. Nothing was lost; the next sync tries again. See status.xero.com if it lasts.',
        at,
        code: 'XERO_UNAVAILABLE',
      },
    ]);
  });
});

describe('what a sync brought', () => {
  const finished = {
    kind: 'sync-finished',
    noticeId: 'sync-finished:SYNC1',
    severity: 'success',
    message: 'Clients are up to date: nothing changed.',
    at: '2026-03-02T17:55:00.000Z',
    action: { label: 'See details', href: '/syncs/SYNC1' },
    dismissable: true,
    syncId: 'SYNC1',
    counts: NO_COUNTS,
    attention: null,
  };

  it('is news', () => {
    expect(seen({ lastSync: aSync() })).toStrictEqual([finished]);
  });

  it('is a warning when records were skipped', () => {
    const counts = { ...NO_COUNTS, skipped: 1 };
    expect(seen({ lastSync: aSync({ status: 'partial', counts }) })).toStrictEqual([
      {
        ...finished,
        severity: 'warning',
        message: 'Clients are up to date: nothing changed. Needs a look: 1 record skipped.',
        counts,
      },
    ]);
  });

  it.each([
    ['2026-03-01T18:00:00.000Z', 1],
    ['2026-03-01T17:59:59.999Z', 0],
  ])('that ended at %s is news for a day: %i', (finishedAt, news) => {
    expect(seen({ lastSync: aSync({ finishedAt }) })).toHaveLength(news);
  });

  it('counts from its start when its end is not known', () => {
    const { startedAt } = aSync();
    expect(seen({ lastSync: aSync({ finishedAt: null }) })).toMatchObject([{ at: startedAt }]);
  });

  const heldNotice = {
    kind: 'removals-held',
    noticeId: 'removals-held:SYNC1',
    severity: 'warning',
    at,
    dismissable: true,
    syncId: 'SYNC1',
  };
  it.each([
    ['admin', 'Review removals'],
    ['member', 'See details'],
  ] as const)('waits for an admin, and says so to every %s, however long', (role, label) => {
    const lastSync = (held: number) =>
      aSync({ status: 'held', counts: { ...NO_COUNTS, held, skipped: 1 }, finishedAt: at });
    expect([
      ...seen({ lastSync: lastSync(30), role }),
      ...seen({ lastSync: lastSync(1), role }),
    ]).toStrictEqual([
      {
        ...heldNotice,
        message:
          '30 clients are gone from Xero Practice Manager. They stay here until an admin approves their removal. All else is up to date: nothing changed. Needs a look: 1 record skipped.',
        action: { label, href: '/syncs/SYNC1' },
        held: 30,
      },
      {
        ...heldNotice,
        message:
          '1 client is gone from Xero Practice Manager. It stays here until an admin approves its removal. All else is up to date: nothing changed. Needs a look: 1 record skipped.',
        action: { label, href: '/syncs/SYNC1' },
        held: 1,
      },
    ]);
  });
});

describe('in words', () => {
  const all = {
    seen: 9,
    added: 1_200,
    updated: 2,
    restored: 3,
    unchanged: 8,
    archived: 4,
    skipped: 5,
    held: 6,
  };

  it('changes are what was done', () => {
    expect(changesInWords(all)).toBe('1,200 added, 2 updated, 3 restored, 4 archived');
    expect(changesInWords({ ...NO_COUNTS, skipped: 1, held: 1 })).toBe('nothing changed');
  });

  const attention = (count: number) => ({
    issues: { RECORD_INVALID: 7, CONTACT_INVALID: count, POSSIBLE_DUPLICATE: count },
    withoutPrimaryContact: count,
    withoutEmail: count,
  });
  it.each([
    [
      1,
      ' Needs a look: 1 record skipped, 1 contact skipped, 1 possible duplicate, 1 client without a primary contact, 1 client without an e-mail address.',
    ],
    [
      2,
      ' Needs a look: 2 records skipped, 2 contacts skipped, 2 possible duplicates, 2 clients without a primary contact, 2 clients without an e-mail address.',
    ],
    [0, ''],
  ])('%i of each to look at is said as: %s', (count, words) => {
    const counts = { ...NO_COUNTS, skipped: count };
    expect(lookInWords(aSync({ counts, attention: attention(count) }))).toBe(words);
  });

  it('nothing is to look at of what was not counted', () => {
    expect(lookInWords(aSync())).toBe('');
    const nothing = { issues: {}, withoutPrimaryContact: 0, withoutEmail: 0 };
    expect(lookInWords(aSync({ attention: nothing }))).toBe('');
  });
});
