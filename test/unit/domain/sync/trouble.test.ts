import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import type { Recipients } from '#domain/firm/firm.ts';
import type { Run } from '#domain/sync/run.ts';
import { makeHandler as makeComplete } from '../../../../functions/workflow/sync-firm/complete-sync/handler.ts';
import { makeHandler as makeFail } from '../../../../functions/workflow/sync-firm/fail-sync/handler.ts';
import { aConnection, aRun, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, found, killAt, makeDeps, run } from '../../../support/end-of-sync.ts';

let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
  deps.connections.seed(aConnection());
});

type Started = Partial<Run>;
const scheduled: Started = { trigger: 'schedule', startedBy: undefined, slot: '2026-03-02T17:50:00.000Z' };
const manual: Started = { trigger: 'manual' };

/** A run of that name holds the lease; everything else of the connection stays. */
async function begin(syncId: string, changes: Started, more: Partial<Connection> = {}): Promise<void> {
  const connection = (await deps.connections.get(FIRM_ID)) ?? aConnection();
  deps.connections.seed({ ...connection, run: aRun({ syncId, ...changes }), ...more });
}
const failing = (syncId: string, error: string) =>
  makeFail(deps)({ firmId: FIRM_ID, syncId, error: { Error: error }, requests: 1 });
async function fails(syncId: string, changes: Started = scheduled, error = 'XeroUnavailableError') {
  await begin(syncId, changes);
  await failing(syncId, error);
}
async function completes(syncId: string, changes: Started = scheduled, counts = {}) {
  await begin(syncId, changes);
  await makeComplete(deps)({ run: { ...run, syncId }, found: found(counts), requests: 1 });
}
/** `<sync> <user>` of every mail. */
const told = () => deps.outbox.all().map(({ mail }) => mail.mailId.replace(/^sync\/(.+)\/(.+)$/, '$1 $2'));
const mailOf = (syncId: string) => deps.outbox.all().find(({ mail }) => mail.mailId.includes(syncId))?.mail;
const trouble = async () => (await deps.connections.get(FIRM_ID))?.trouble;
const choose = (recipients: Partial<Recipients>) => deps.firms.update(FIRM_ID, { recipients });

describe('failed scheduled syncs', () => {
  it('are told after the third in a row, once, and once when they work again', async () => {
    await fails('S1');
    await fails('S2');
    expect(told()).toEqual([]);
    await fails('S3');
    expect(told()).toEqual(['S3 ada', 'S3 ben']);
    const mail = mailOf('S3');
    expect(mail?.subject).toBe('Client syncs keep failing: Xero did not answer. (Kauri Accounting)');
    expect(mail?.text).toContain('The last 3 scheduled syncs from Xero Practice Manager failed.');
    expect(mail?.text).toContain('See status.xero.com');
    expect(mail?.text).toContain('no more mails about failed scheduled syncs until they work again');
    for (const syncId of ['S4', 'S5', 'S6', 'S7']) await fails(syncId);
    expect(told()).toHaveLength(2);
    await completes('S8');
    expect(told().slice(2)).toEqual(['S8 ada', 'S8 ben']);
    expect(mailOf('S8')?.subject).toBe('Clients are syncing again: nothing changed (Kauri Accounting)');
    expect(mailOf('S8')?.text).toContain('No sync had come through. This one did.');
    await completes('S9');
    expect(told()).toHaveLength(4);
    expect(await trouble()).toBeUndefined();
  });

  it.each([
    ['succeeded', {}],
    ['partial', { skipped: 1 }],
    ['held', { held: 30 }],
  ])('one that is %s ends the row', async (_, counts) => {
    await fails('S1');
    await fails('S2');
    await completes('S3', scheduled, counts);
    const before = told().length;
    await fails('S4');
    await fails('S5');
    expect(told()).toHaveLength(before);
    expect(await trouble()).toMatchObject({ failures: 2 });
  });

  it('that nobody was told of end in silence', async () => {
    await fails('S1');
    await completes('S2');
    expect(told()).toEqual([]);
  });

  it('count no sync that somebody stopped', async () => {
    await fails('S1');
    await fails('S2');
    await fails('S3', scheduled, 'LeaseLostError');
    expect(await trouble()).toEqual({ failures: 2, told: false });
    expect(told()).toEqual([]);
  });

  it('count once, however often their end is repeated, and mail once', async () => {
    for (const place of ['outbox.put', 'syncs.put', 'audit.append', 'connections.finishRun'] as const) {
      for (const after of [false, true]) {
        deps = await makeDeps();
        deps.connections.seed(aConnection());
        await fails('S1');
        await fails('S2');
        await begin('S3', scheduled);
        const killed = makeFail(killAt(deps, place, after));
        const input = {
          firmId: FIRM_ID,
          syncId: 'S3',
          error: { Error: 'XeroUnavailableError' },
          requests: 1,
        };
        await expect(killed(input)).rejects.toThrow('killed');
        await failing('S3', 'XeroUnavailableError');
        expect(told(), `${place} ${String(after)}`).toEqual(['S3 ada', 'S3 ben']);
        expect(deps.mailer.sent).toHaveLength(2);
        expect(await trouble()).toEqual({ failures: 3, told: true });
      }
    }
  });
});

describe('a sync that somebody waits for', () => {
  it('is told to them each time, counts not, and ends the row when it comes through', async () => {
    await fails('S1');
    await fails('S2');
    await fails('M1', manual);
    await fails('M2', manual);
    expect(told()).toEqual(['M1 ada', 'M2 ada']);
    expect(mailOf('M2')?.subject).toBe('Client sync failed: Xero did not answer. (Kauri Accounting)');
    await fails('S3');
    await completes('M3', manual);
    expect(told().slice(2)).toEqual(['S3 ada', 'S3 ben', 'M3 ada', 'M3 ben']);
    expect(mailOf('M3')?.subject).toContain('syncing again');
  });

  it('is the first one; when the schedule repeats it, only its success is told to whoever connected', async () => {
    const first: Started = { ...manual, trigger: 'first' };
    const connectedAt = '2026-03-02T17:00:00.000Z';
    await begin('F1', { ...first, slot: '2026-03-02T17:07:00.000Z' }, { connectedAt });
    await failing('F1', 'XeroUnavailableError');
    expect(told()).toEqual(['F1 ada']);
    const repeated: Started = { ...first, slot: '2026-03-02T17:50:00.000Z' };
    await fails('F2', repeated);
    await failing('F2', 'XeroUnavailableError');
    expect(told()).toEqual(['F1 ada']);
    await completes('F3', repeated);
    expect(told()).toEqual(['F1 ada', 'F3 ada']);
  });
});

describe('a practice that refuses access', () => {
  it('is told at once to all admins, once, and once when it works again', async () => {
    await fails('S1', scheduled, 'PracticePermissionError');
    expect(told()).toEqual(['S1 ada', 'S1 ben']);
    await fails('S2');
    for (const syncId of ['S3', 'S4']) await fails(syncId, scheduled, 'PracticePermissionError');
    expect(told()).toHaveLength(2);
    await fails('M1', manual, 'PracticePermissionError');
    expect(told().slice(2)).toEqual(['M1 ada']);
    await completes('S5');
    expect(told().slice(3)).toEqual(['S5 ada', 'S5 ben']);
  });
});

describe('who gets which mail', () => {
  it('is for the firm to choose: the summary here, problems there', async () => {
    await choose({ summary: ['mia'], problems: ['ben', 'mia'] });
    await completes('S1', scheduled, { added: 1 });
    expect(told()).toEqual(['S1 mia']);
    for (const syncId of ['S2', 'S3', 'S4']) await fails(syncId);
    expect(told().slice(1)).toEqual(['S4 ben', 'S4 mia']);
    await completes('S5', scheduled, { added: 1 });
    expect(told().slice(3)).toEqual(['S5 mia', 'S5 ben']);
  });

  it('passes over who left, and falls to the admins when nobody is left', async () => {
    await choose({ summary: ['gone', 'mia'], problems: ['gone', 'nobody'] });
    await completes('S1', scheduled, { added: 1 });
    for (const syncId of ['S2', 'S3', 'S4']) await fails(syncId);
    expect(told()).toEqual(['S1 mia', 'S4 ada', 'S4 ben']);
  });

  it('takes no lost connection from the admins', async () => {
    await choose({ problems: ['mia'] });
    await fails('S1', scheduled, 'PracticePermissionError');
    expect(told()).toEqual(['S1 ada', 'S1 ben', 'S1 mia']);
  });
});
