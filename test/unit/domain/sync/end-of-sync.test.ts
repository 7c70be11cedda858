import { beforeEach, describe, expect, it } from 'vitest';
import { PracticeRefusedError } from '#domain/practice/errors.ts';
import { makeHandler as makeComplete } from '../../../../functions/workflow/sync-firm/complete-sync/handler.ts';
import { makeHandler as makeFail } from '../../../../functions/workflow/sync-firm/fail-sync/handler.ts';
import { aConnection, aFirm, aRun, aSync, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, found, killAt, makeDeps, run } from '../../../support/end-of-sync.ts';
import { InMemoryFirmRepository } from '../../../support/fakes/firm-repository.ts';

let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
});
const complete = (facts = found()) => makeComplete(deps)({ run, found: facts, requests: 3 });
const recipients = () => deps.outbox.all().map(({ mail }) => mail.to.split('@')[0]);
const holding = (changes = {}) => {
  deps.connections.seed(aConnection({ run: aRun(changes) }));
};
const fail = (error: string, syncId = 'SYNC1', Cause?: string) =>
  makeFail(deps)({ firmId: FIRM_ID, syncId, error: { Error: error, Cause }, requests: 3 });

describe('Complete sync', () => {
  it('keeps the result, moves the watermark to the start, and frees the lease', async () => {
    holding();
    expect(await complete(found({ seen: 10, added: 3 }))).toEqual({ status: 'succeeded', mails: 1 });
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({
      status: 'succeeded',
      counts: { seen: 10, added: 3 },
      xeroRequests: 3,
      failure: null,
    });
    const connection = await deps.connections.get(FIRM_ID);
    expect(connection).toMatchObject({
      watermark: run.startedAt,
      lastSync: { syncId: 'SYNC1', status: 'succeeded' },
      fullSyncDays: 2,
      quota: { dayRemaining: 4900 },
    });
    expect(connection?.run).toBeUndefined();
    expect(deps.audit.events).toMatchObject([{ action: 'SYNC_ENDED', details: { added: 3 } }]);
  });

  it.each([
    ['succeeded', {}, 0],
    ['partial', { skipped: 1 }, 1],
    ['partial', {}, 1],
    ['held', { held: 30, skipped: 1 }, 31],
    ['held', { held: 30 }, 30],
  ] as const)('is %s with %o and %i issues', async (status, counts, issueCount) => {
    holding();
    expect((await complete(found(counts, { issueCount }))).status).toBe(status);
  });

  it('leaves the watermark and asks for a full sync while removals are held', async () => {
    holding();
    await complete(found({ held: 30 }, { issueCount: 30 }));
    const connection = await deps.connections.get(FIRM_ID);
    expect(connection?.watermark).toBeUndefined();
    expect(connection?.nextFullAt).toBe(deps.clock.now().toISOString());
    expect(deps.audit.events[0]).toMatchObject({ action: 'REMOVALS_HELD' });
  });

  it('asks for a full sync when something unidentified was listed', async () => {
    holding();
    await complete(found({ skipped: 1 }, { issueCount: 1, absenceCounts: false }));
    const { nextFullAt = '' } = (await deps.connections.get(FIRM_ID)) ?? {};
    expect(nextFullAt <= deps.clock.now().toISOString()).toBe(true);
  });

  it('may be repeated, after a kill at any point, with the same result and one mail', async () => {
    const ports = ['outbox.put', 'syncs.put', 'audit.append', 'connections.finishRun'] as const;
    for (const killed of ports) {
      for (const after of [false, true]) {
        deps = await makeDeps();
        holding();
        const broken = killAt(deps, killed, after);
        await expect(makeComplete(broken)({ run, found: found({ added: 1 }), requests: 3 })).rejects.toThrow(
          'killed',
        );
        expect(await complete(found({ added: 1 })), `${killed} ${String(after)}`).toEqual({
          status: 'succeeded',
          mails: 1,
        });
        expect(deps.outbox.all()).toHaveLength(1);
        expect(deps.audit.events.length).toBeGreaterThan(0);
        expect((await deps.connections.get(FIRM_ID))?.watermark).toBe(run.startedAt);
      }
    }
  });

  it('writes nothing when another run or a disconnect has taken over', async () => {
    for (const connection of [
      aConnection({ run: aRun({ syncId: 'SYNC2' }), fence: 2 }),
      aConnection({ state: 'disconnected', epoch: 2 }),
      aConnection(),
    ]) {
      deps.connections.seed(connection);
      await expect(complete()).rejects.toMatchObject({ name: 'LeaseLostError' });
    }
    expect(deps.outbox.all()).toEqual([]);
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toBeUndefined();
  });
});

describe('who is told', () => {
  it.each([
    ['manual', { trigger: 'manual' }, {}, ['ada']],
    ['first', { trigger: 'first' }, {}, ['ada']],
    ['approval', { trigger: 'approval' }, { archived: 30 }, ['ada']],
    ['a starter who left', { startedBy: { userId: 'gone', name: 'Gone' } }, { added: 1 }, []],
    ['scheduled, changed', { trigger: 'schedule', startedBy: undefined }, { updated: 1 }, ['ada', 'ben']],
    ['scheduled, unchanged', { trigger: 'schedule', startedBy: undefined }, { unchanged: 5 }, []],
    ['scheduled, held', { trigger: 'schedule', startedBy: undefined }, { held: 30 }, ['ada', 'ben']],
    ['operator', { trigger: 'operator', startedBy: undefined }, { updated: 1 }, ['ada', 'ben']],
  ] as const)('%s', async (_name, changes, counts, expected) => {
    holding(changes);
    await complete(found(counts));
    expect(recipients()).toEqual(expected);
  });

  it.each([
    ['every-run', {}, 2],
    ['failures', { updated: 1 }, 0],
    ['failures', { held: 30 }, 2],
  ] as const)('after a scheduled sync by the setting %s, %o: %i', async (summaryMail, counts, mails) => {
    deps.firms = new InMemoryFirmRepository();
    await deps.firms.create(aFirm({ summaryMail }));
    holding({ trigger: 'schedule', startedBy: undefined });
    expect((await complete(found(counts))).mails).toBe(mails);
  });
});

describe('Fail sync', () => {
  it('records why in words, tells whoever started it at once, and frees the lease', async () => {
    holding();
    expect(await fail('XeroUnavailableError')).toEqual({ code: 'XERO_UNAVAILABLE' });
    const sync = await deps.syncs.get(FIRM_ID, 'SYNC1');
    expect(sync).toMatchObject({ status: 'failed', failure: { code: 'XERO_UNAVAILABLE' }, xeroRequests: 3 });
    expect(deps.mailer.sent.map(({ to }) => to)).toEqual(['ada@example.com']);
    expect(deps.mailer.sent[0]?.text).toContain(sync?.failure?.action);
    const connection = await deps.connections.get(FIRM_ID);
    expect(connection?.run).toBeUndefined();
    expect(connection?.lastSync?.status).toBe('failed');
    expect(connection?.watermark).toBeUndefined();
  });

  it.each([
    [new PracticeRefusedError('Invalid <client>\n identifier'), ' It said: "Invalid <client> identifier".'],
    [new Error('Words of anything else.'), ''],
  ])('hands on the reason that Xero gave, and no words but those: %s', async ({ message }, said) => {
    holding();
    await fail('PracticeRefusedError', 'SYNC1', JSON.stringify({ errorMessage: message }));
    const failure = (await deps.syncs.get(FIRM_ID, 'SYNC1'))?.failure;
    expect(failure?.message).toBe(`Xero Practice Manager refused to list the clients.${said}`);
    expect(deps.mailer.sent[0]?.text).toContain(failure?.message);
  });

  it('tells all admins, and whoever started it, when the connection was lost', async () => {
    // The loss itself has ended the run and written the record.
    deps.connections.seed(aConnection({ state: 'broken', epoch: 2 }));
    const failure = { code: 'CONNECTION_BROKEN', message: 'Gone.', action: 'Reconnect.' };
    const startedBy = { userId: 'mia', name: 'Mia' };
    await deps.syncs.put(FIRM_ID, aSync({ status: 'failed', failure, startedBy }));
    expect(await fail('ConnectionBrokenError')).toEqual({ code: 'CONNECTION_BROKEN' });
    expect(recipients()).toEqual(['mia', 'ada', 'ben']);
  });

  it('leaves the history, the lease and the mailboxes alone when the run was superseded', async () => {
    deps.connections.seed(aConnection({ run: aRun({ syncId: 'SYNC2' }), fence: 2 }));
    const written = aSync({ status: 'interrupted', failure: { code: 'X', message: 'x', action: 'y' } });
    await deps.syncs.put(FIRM_ID, written);
    await fail('LeaseLostError');
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toEqual(written);
    expect((await deps.connections.get(FIRM_ID))?.run?.syncId).toBe('SYNC2');
    expect(deps.outbox.all()).toEqual([]);
  });

  it('does not call a completed sync failed when only the lease could not be freed', async () => {
    holding();
    await expect(
      makeComplete(killAt(deps, 'connections.finishRun', false))({
        run,
        found: found({ added: 1 }),
        requests: 3,
      }),
    ).rejects.toThrow();
    await fail('UnexpectedError');
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({ status: 'succeeded' });
    expect(deps.mailer.sent.map(({ subject }) => subject)).toEqual([
      'Clients synced: 1 added (Kauri Accounting)',
    ]);
    const connection = await deps.connections.get(FIRM_ID);
    expect(connection?.lastSync?.status).toBe('succeeded');
    expect(connection?.run).toBeUndefined();
  });

  it('survives a mail service that is down', async () => {
    holding();
    deps.mailer.failures.set('ada@example.com', new Error('throttled'));
    expect(await fail('States.Timeout')).toEqual({ code: 'SYNC_OUT_OF_TIME' });
    expect(deps.problems).toEqual(['sync/SYNC1/ada postponed']);
  });
});
