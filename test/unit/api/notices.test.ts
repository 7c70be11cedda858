import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import { NoticeSchema } from '#domain/notice/notice.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS, type Sync } from '#domain/sync/sync.ts';
import { contract as dismissContract } from '../../../functions/api/dismiss-notice/contract.ts';
import { makeHandler as makeDismiss } from '../../../functions/api/dismiss-notice/handler.ts';
import { makeHandler as makeNotices } from '../../../functions/api/list-notices/handler.ts';
import { aConnection, aRun, aSync, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryDismissalRepository } from '../../support/fakes/dismissal-repository.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

const caller = (user = aUser('ada'), mfa = true) => ({ user, mfa, sourceIp: '203.0.113.7', requestId: 'r' });

function makeDeps() {
  return {
    connections: new InMemoryConnectionRepository(),
    syncs: new InMemorySyncRepository(),
    users: new InMemoryUserRepository(),
    dismissals: new InMemoryDismissalRepository(),
    clock: new FakeClock(),
  };
}
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});

async function notices(connection: Connection | undefined, lastSync?: Sync, user = aUser('ada'), mfa = true) {
  if (lastSync !== undefined) await deps.syncs.put(FIRM_ID, lastSync);
  if (connection !== undefined) deps.connections.seed(connection);
  await deps.users.put(aUser('ada'));
  const { body } = await makeNotices(deps)({ caller: caller(user, mfa) });
  return body.notices.map((notice) => NoticeSchema.parse(notice));
}
const lastSync = { syncId: 'SYNC1', status: 'succeeded', finishedAt: '2026-03-02T17:55:00.000Z' };
const gone = (cause: 'disconnected-here' | 'disconnected-in-xero' | 'unexpected', name?: string) => ({
  disconnect: {
    cause,
    at: '2026-03-01T00:00:00.000Z',
    ...(name === undefined ? {} : { by: { userId: 'ben', name } }),
  },
});

describe('GET /notices', () => {
  it('are none before the first connection', async () => {
    expect(await notices(undefined)).toEqual([]);
    expect(await notices(undefined, undefined, aUser('ada'), false)).toEqual([]);
  });

  it.each([
    ['disconnected', 'disconnected-here', 'Ben', /disconnected by Ben\./, ['disconnected']],
    ['disconnected', 'disconnected-in-xero', undefined, /inside Xero/, ['disconnected']],
    ['broken', 'unexpected', undefined, /unexpectedly/, ['disconnected', 'reconnect']],
  ] as const)('tell %s, %s', async (state, cause, name, words, kinds) => {
    const connection = aConnection({ state, ...gone(cause, name), lastSync });
    const seen = await notices(
      connection,
      aSync({ failure: failureOf('ConnectionBrokenError'), status: 'failed' }),
    );
    expect(seen.map(({ kind }) => kind)).toEqual(kinds);
    expect(seen.every(({ dismissable }) => dismissable)).toBe(true);
    expect(seen[0]?.message).toMatch(words);
    const member = await notices(connection, undefined, aUser('mia', { role: 'member' }));
    expect(member.map(({ kind, action }) => [kind, action])).toEqual([['disconnected', null]]);
  });

  it('show progress while a sync runs, beside what the one before brought', async () => {
    const run = aRun({ syncId: 'SYNC2', progress: { toWrite: 900, written: 300 } });
    const [notice, ended] = await notices(aConnection({ run, lastSync }), aSync());
    expect(notice).toMatchObject({ kind: 'sync-running', dismissable: false, progress: { toWrite: 900 } });
    expect(notice?.message).toContain('(300 of 900)');
    expect(ended?.kind).toBe('sync-finished');
  });

  it('never show success once a run is interrupted, recorded or not', async () => {
    const run = aRun({ syncId: 'SYNC2', leaseUntil: '2026-03-02T17:00:00.000Z' });
    const unrecorded = await notices(aConnection({ run, lastSync }), aSync());
    expect(unrecorded).toMatchObject([{ kind: 'sync-failed', code: 'SYNC_STOPPED', syncId: 'SYNC2' }]);
    const interrupted = aSync({
      syncId: 'SYNC2',
      status: 'interrupted',
      failure: failureOf('ExecutionAborted'),
    });
    const recorded = await notices(
      aConnection({ lastSync: { ...lastSync, syncId: 'SYNC2', status: 'interrupted' } }),
      interrupted,
    );
    expect(recorded.map(({ noticeId }) => noticeId)).toEqual(unrecorded.map(({ noticeId }) => noticeId));
  });

  it('show what the last sync changed for a day, and a failure or held removals until they are dealt with', async () => {
    const counts = { ...NO_COUNTS, added: 3, archived: 1 };
    const [fresh] = await notices(aConnection({ lastSync }), aSync({ counts }));
    expect(fresh).toMatchObject({ kind: 'sync-finished', severity: 'success', counts, dismissable: true });
    expect(fresh?.message).toBe('Clients are up to date: 3 added, 1 archived.');
    const old = '2026-03-01T17:00:00.000Z';
    expect(await notices(aConnection({ lastSync }), aSync({ finishedAt: old }))).toEqual([]);
    const failure = failureOf('XeroUnavailableError');
    const [failed] = await notices(
      aConnection({ lastSync }),
      aSync({ finishedAt: old, status: 'failed', failure }),
    );
    expect(failed).toMatchObject({ kind: 'sync-failed', code: 'XERO_UNAVAILABLE', dismissable: true });
  });

  it('say what needs a look: skipped records, possible duplicates, gaps, held removals', async () => {
    const attention = {
      issues: { RECORD_INVALID: 2, CONTACT_INVALID: 1, POSSIBLE_DUPLICATE: 4 },
      withoutPrimaryContact: 1,
      withoutEmail: 1_200,
    };
    const look =
      'Needs a look: 2 records skipped, 1 contact skipped, 4 possible duplicates, 1 client without a primary contact, 1,200 clients without an e-mail address.';
    const partial = aSync({ status: 'partial', counts: { ...NO_COUNTS, skipped: 2 }, attention });
    const [finished] = await notices(aConnection({ lastSync }), partial);
    expect(finished).toMatchObject({ severity: 'warning', attention });
    expect(finished?.message).toBe(`Clients are up to date: nothing changed. ${look}`);
    const counts = { ...NO_COUNTS, updated: 5, held: 42 };
    const [held] = await notices(aConnection({ lastSync }), aSync({ status: 'held', counts }));
    expect(held).toMatchObject({ kind: 'removals-held', held: 42, dismissable: true });
    expect(held?.message).toMatch(/^42 clients are gone .+ approves their removal\. .+: 5 updated\.$/);
  });

  it('of users who lack MFA while it is required are that alone', async () => {
    for (const state of ['connected', 'broken'] as const) {
      const connection = aConnection({ state, run: aRun(), lastSync, ...gone('unexpected') });
      const seen = await notices(connection, aSync(), aUser('mia', { role: 'member' }), false);
      expect(seen).toMatchObject([
        { kind: 'mfa-due', dismissable: false, action: { href: '/settings/mfa' } },
      ]);
      expect(seen[0]?.message).toMatch(/connected to Xero Practice Manager.+multi-factor authentication/);
      expect((await notices(connection)).map(({ kind }) => kind)).not.toContain('mfa-due');
    }
    const over = aConnection({ state: 'disconnected', ...gone('disconnected-here', 'Ben') });
    const free = await notices(over, undefined, aUser('mia', { role: 'member' }), false);
    expect(free.map(({ kind }) => kind)).toEqual(['disconnected']);
  });
});

describe('POST /notices/{noticeId}/dismiss', () => {
  const dismiss = (noticeId: string, user = aUser('ada')) =>
    makeDismiss(deps)({ caller: caller(user), path: dismissContract.pathParameters.parse({ noticeId }) });
  const kinds = async (user = aUser('ada')) =>
    (await makeNotices(deps)({ caller: caller(user) })).body.notices.map(({ noticeId }) => noticeId);

  it('puts a notice away for this user alone, however often', async () => {
    await notices(aConnection({ lastSync }), aSync());
    await dismiss('sync-finished:SYNC1');
    await dismiss('sync-finished:SYNC1');
    expect(await kinds()).toEqual([]);
    expect(await kinds(aUser('ben'))).toEqual(['sync-finished:SYNC1']);
    expect(await deps.dismissals.get(FIRM_ID, 'ada')).toEqual(['sync-finished:SYNC1']);
  });

  it('may be repeated when the notice has gone by itself', async () => {
    await notices(aConnection({ lastSync }), aSync());
    await dismiss('sync-finished:SYNC1');
    deps.clock.advance(48 * 3_600_000);
    await expect(dismiss('sync-finished:SYNC1')).resolves.toEqual({ body: undefined });
  });

  it('does not keep away what has a new cause', async () => {
    const broken = aConnection({ state: 'broken', epoch: 2, ...gone('unexpected') });
    await notices(broken);
    await dismiss('disconnected:2');
    expect(await kinds()).toEqual(['reconnect:2']);
    deps.connections.seed({ ...broken, epoch: 4 });
    expect(await kinds()).toEqual(['disconnected:4', 'reconnect:4']);
  });

  it('refuses what cannot be put away, and what is not there', async () => {
    await notices(aConnection({ run: aRun() }));
    await expect(dismiss('sync-running:SYNC1')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'NOTICE_NOT_DISMISSABLE',
    });
    for (const noticeId of ['sync-finished:SYNC9', 'none', '../x', 'a'.repeat(500), '']) {
      await expect(dismiss(noticeId)).rejects.toMatchObject({ kind: 'not-found', code: 'NOTICE_NOT_FOUND' });
    }
    expect(await deps.dismissals.get(FIRM_ID, 'ada')).toEqual([]);
  });
});

it('dismissals and the connection are read at once, not one after the other', async () => {
  const events: string[] = [];
  const slow =
    <T>(name: string, answer: T) =>
    async () => {
      events.push(`${name} asked`);
      await Promise.resolve();
      await Promise.resolve();
      events.push(`${name} answered`);
      return answer;
    };
  await makeNotices({
    ...deps,
    connections: { get: slow('connection', undefined) },
    dismissals: { get: slow('dismissals', []), add: () => Promise.resolve() },
  })({ caller: caller() });
  expect(events.slice(0, 2)).toEqual(['connection asked', 'dismissals asked']);
});
