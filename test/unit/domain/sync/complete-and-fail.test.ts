import { beforeEach, describe, expect, it } from 'vitest';
import { completeSync } from '#domain/sync/complete-sync.ts';
import { failSync, type FailedSync } from '#domain/sync/fail-sync.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { aConnection, aRun, aSync, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, found, makeDeps, run } from '../../../support/end-of-sync.ts';

let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
});
const NOW = '2026-03-02T18:00:00.000Z';
const history = (syncId = 'SYNC1') => deps.syncs.get(FIRM_ID, syncId);
const connection = async () => (await deps.connections.get(FIRM_ID))!;
const told = () => deps.outbox.all().map(({ mail }) => mail.mailId);
const quota = { dayRemaining: 4900, minuteRemaining: 58, at: NOW };

describe('the record of a complete sync', () => {
  const complete = (facts = found(), requests = 3) => completeSync(deps, run, facts, requests);
  const recorded = {
    syncId: 'SYNC1',
    trigger: 'manual',
    mode: 'full',
    status: 'succeeded',
    startedAt: '2026-03-02T17:50:00.000Z',
    finishedAt: NOW,
    startedBy: { userId: 'ada', name: 'User ada' },
    counts: { ...NO_COUNTS, seen: 4 },
    progress: null,
    xeroRequests: 3,
    quota,
    missedByDelta: 0,
    failure: null,
    attention: { issues: {}, withoutPrimaryContact: 0, withoutEmail: 0 },
  };

  it('says everything about it', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    await complete(found({ seen: 4 }));
    expect(await history()).toStrictEqual(recorded);
  });

  it('names whoever and whatever started it, or nobody', async () => {
    deps.connections.seed(aConnection({ run: aRun({ requestId: 'click' }) }));
    await complete(found({ seen: 4 }));
    expect(await history()).toStrictEqual({ ...recorded, requestId: 'click' });
    deps = await makeDeps();
    const scheduled = aRun({ trigger: 'schedule' });
    delete scheduled.startedBy;
    deps.connections.seed(aConnection({ run: scheduled }));
    await complete(found({ seen: 4 }));
    expect(await history()).toStrictEqual({ ...recorded, trigger: 'schedule', startedBy: null });
  });

  it.each([
    [undefined, 3],
    [2, 3],
    [5, 5],
  ])('counts the requests of attempts that were killed: of %s noted, %i', async (requests, all) => {
    deps.connections.seed(aConnection({ run: aRun(requests === undefined ? {} : { requests }) }));
    await complete();
    expect((await history())?.xeroRequests).toBe(all);
  });

  it('leaves a connection that knows what came of it, and of no trouble', async () => {
    const trouble = { failures: 2, told: false };
    const before = aConnection({ run: aRun(), trouble, fullSyncDays: 2 });
    deps.connections.seed(before);
    await complete();
    const { run: _, trouble: __, ...rest } = before;
    expect([_?.syncId, __]).toEqual(['SYNC1', trouble]);
    expect(await connection()).toStrictEqual({
      ...rest,
      lastSync: { syncId: 'SYNC1', status: 'succeeded', finishedAt: NOW },
      watermark: '2026-03-02T17:50:00.000Z',
      nextFullAt: '2026-03-06T16:50:00.000Z',
      fullSyncDays: 4,
      quota,
    });
  });

  it('of a delta moves the watermark, and the next full sync not at all', async () => {
    const nextFullAt = '2026-03-06T16:50:00.000Z';
    deps.connections.seed(aConnection({ run: aRun(), nextFullAt, fullSyncDays: 4 }));
    await completeSync(deps, { ...run, mode: 'delta' }, found(), 1);
    expect(await connection()).toMatchObject({ watermark: run.startedAt, nextFullAt, fullSyncDays: 4 });
  });

  it('is renewed before anything is written, and nothing is when the lease is lost', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    deps.connections.renewRun = () => Promise.resolve(false);
    await expect(complete()).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect([await history(), told(), deps.audit.events]).toEqual([undefined, [], []]);
  });

  it('is an error of ours when the lease cannot be given back', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    deps.connections.finishRun = () => Promise.resolve(false);
    await expect(complete()).rejects.toMatchObject({ name: 'LeaseLostError' });
  });

  describe('that was completed already', () => {
    const ended = aConnection({ lastSync: { syncId: 'SYNC1', status: 'partial', finishedAt: NOW } });

    it('is answered again, with its mails, and not written again', async () => {
      deps.connections.seed(ended);
      await deps.syncs.put(FIRM_ID, aSync({ status: 'partial' }));
      expect(await complete(found({ skipped: 1 }))).toEqual({ status: 'partial', mails: 1 });
      expect(told()).toEqual(['sync/SYNC1/ada']);
      expect([await history(), deps.audit.events]).toEqual([aSync({ status: 'partial' }), []]);
    });

    it('is answered with the mails that a schedule sends', async () => {
      deps.connections.seed(ended);
      const counts = { ...NO_COUNTS, added: 1 };
      await deps.syncs.put(FIRM_ID, aSync({ trigger: 'schedule', startedBy: null, counts }));
      expect(await complete(found({ added: 1 }))).toEqual({ status: 'succeeded', mails: 2 });
    });

    it.each([
      ['its record is missing', ended, undefined],
      ['no sync is the last one', aConnection(), aSync()],
      [
        'another one is',
        aConnection({ lastSync: { syncId: 'SYNC2', status: 'partial', finishedAt: NOW } }),
        aSync(),
      ],
    ])('is not believed when %s', async (_when, seeded, record) => {
      deps.connections.seed(seeded);
      if (record !== undefined) await deps.syncs.put(FIRM_ID, record);
      await expect(complete()).rejects.toMatchObject({ name: 'LeaseLostError' });
      expect(told()).toEqual([]);
    });
  });
});

describe('the record of a failed sync', () => {
  const fail = (changes: Partial<FailedSync> = {}) =>
    failSync(deps, {
      firmId: FIRM_ID,
      syncId: 'SYNC1',
      errorName: 'XeroUnavailableError',
      requests: 3,
      ...changes,
    });
  const failure = failureOf('XeroUnavailableError');

  it('says everything about it', async () => {
    deps.connections.seed(aConnection({ run: aRun({ progress: { toWrite: 9, written: 4 }, quota }) }));
    expect(await fail()).toEqual({
      code: 'XERO_UNAVAILABLE',
      mails: [{ firmId: FIRM_ID, mailId: 'sync/SYNC1/ada' }],
    });
    expect(await history()).toStrictEqual({
      syncId: 'SYNC1',
      trigger: 'manual',
      mode: 'full',
      status: 'failed',
      startedAt: '2026-03-02T17:50:00.000Z',
      finishedAt: NOW,
      startedBy: { userId: 'ada', name: 'User ada' },
      counts: NO_COUNTS,
      progress: { toWrite: 9, written: 4 },
      xeroRequests: 3,
      quota,
      missedByDelta: null,
      failure,
      attention: null,
    });
    expect(deps.audit.events).toHaveLength(1);
    expect(await connection()).toStrictEqual({
      ...aConnection(),
      lastSync: { syncId: 'SYNC1', status: 'failed', finishedAt: NOW },
      quota,
    });
  });

  it.each([
    ['an error', {}, 'failed'],
    ['a stop', { stopped: true }, 'interrupted'],
    ['another run', { errorName: 'LeaseLostError' }, 'interrupted'],
    ['a disconnect', { errorName: 'NotConnectedError' }, 'interrupted'],
  ])('after %s calls it %s', async (_after, changes, status) => {
    deps.connections.seed(aConnection({ run: aRun() }));
    await fail(changes);
    expect((await history())?.status).toBe(status);
  });

  it('tells nobody who ended it knowingly', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    expect((await fail({ errorName: 'NotConnectedError' })).mails).toEqual([]);
    expect(told()).toEqual([]);
  });

  it.each([
    [undefined, 3],
    [7, 7],
  ])('counts the requests of attempts that were killed: of %s noted, %i', async (requests, all) => {
    deps.connections.seed(aConnection({ run: aRun(requests === undefined ? {} : { requests }) }));
    await fail();
    expect((await history())?.xeroRequests).toBe(all);
  });

  it.each([
    ['XeroUnavailableError', 'XERO_UNAVAILABLE'],
    ['Whatever', 'INTERNAL_ERROR'],
  ])('is none when the run is not known: %s is but answered', async (errorName, code) => {
    expect(await fail({ errorName })).toEqual({ code, mails: [] });
    deps.connections.seed(aConnection({ run: aRun({ syncId: 'SYNC2' }) }));
    expect(await fail({ errorName })).toEqual({ code, mails: [] });
    expect([await history(), deps.audit.events, told()]).toEqual([undefined, [], []]);
    expect((await connection()).run?.syncId).toBe('SYNC2');
  });

  it('of an earlier attempt stays; the mails that may wait are answered, and none is written', async () => {
    const lastSync = { syncId: 'SYNC1', status: 'failed', finishedAt: NOW };
    deps.connections.seed(aConnection({ lastSync }));
    await deps.syncs.put(FIRM_ID, aSync({ status: 'failed', failure }));
    const { code, mails } = await fail({ errorName: 'Whatever' });
    expect(code).toBe('XERO_UNAVAILABLE');
    expect(mails.map(({ mailId }) => mailId)).toEqual(
      ['ada', 'ben', 'gone', 'mia'].map((userId) => `sync/SYNC1/${userId}`),
    );
    expect([told(), deps.audit.events]).toEqual([[], []]);
  });

  it('keeps the words of Xero for the failure that has them', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    await fail({
      errorName: 'PracticeRefusedError',
      words: 'Xero Practice Manager refused the request: No such practice',
    });
    expect((await history())?.failure).toStrictEqual({
      ...failureOf('PracticeRefusedError'),
      message: 'Xero Practice Manager refused to list the clients. It said: "No such practice".',
    });
  });

  it('warns of a grant that nobody renewed, if the run was its own', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'OLD', status: 'failed', failure }));
    deps.grants.renewed.set(FIRM_ID, new Date('2026-01-05T00:00:00.000Z'));
    await fail({ syncId: 'OLD' });
    const warnings = () => told().filter((mailId) => mailId.includes('grant-ending'));
    expect(warnings()).toEqual([]);
    await fail();
    expect(warnings()).toHaveLength(2);
  });

  it('that completed but for its lease gives the lease back as it ended', async () => {
    deps.connections.seed(aConnection({ run: aRun(), trouble: { failures: 2, told: false } }));
    await deps.syncs.put(FIRM_ID, aSync({ quota: { ...quota, dayRemaining: 7 } }));
    await fail();
    expect(await connection()).toStrictEqual({
      ...aConnection(),
      lastSync: { syncId: 'SYNC1', status: 'succeeded', finishedAt: '2026-03-02T17:55:00.000Z' },
      quota: { ...quota, dayRemaining: 7 },
    });
  });
});

describe('a first sync that the schedule repeats', () => {
  const failed = async (changes: Parameters<typeof aRun>[0], lastSync?: string, connectedAt = NOW) => {
    const run = aRun({ trigger: 'first', ...changes });
    const last = { syncId: 'S0', status: 'failed', finishedAt: lastSync ?? '' };
    deps.connections.seed(
      aConnection({ run, connectedAt, ...(lastSync !== undefined && { lastSync: last }) }),
    );
    const ended = { firmId: FIRM_ID, syncId: 'SYNC1', errorName: 'XeroUnavailableError', requests: 1 };
    return (await failSync(deps, ended)).mails.length;
  };
  const slot = '2026-03-02T18:00:00.000Z';

  it.each([
    ['the first time', { slot }, undefined, 1],
    ['when one before was of an earlier connection', { slot }, '2026-03-02T17:59:59.999Z', 1],
    ['when one of this connection was before', { slot }, NOW, 0],
    ['when somebody starts it again', {}, NOW, 1],
  ])('%s tells whoever connected: %o, %s: %i', async (_when, changes, lastSync, mails) => {
    expect(await failed(changes, lastSync)).toBe(mails);
  });
});
