import { beforeEach, describe, expect, it } from 'vitest';
import { firstDue, nextDue } from '#domain/sync/next-due.ts';
import { makeHandler as makeGet } from '../../../functions/api/get-firm/handler.ts';
import { contract } from '../../../functions/api/update-firm/contract.ts';
import { makeHandler as makeUpdate } from '../../../functions/api/update-firm/handler.ts';
import { without } from '../../contract/storage/samples.ts';
import { aConnection, aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { type EndOfSyncDeps, makeDeps } from '../../support/end-of-sync.ts';

const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };
let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
  deps.connections.seed(aConnection());
});
const patch = (body: object) => makeUpdate(deps)({ caller, body: contract.body?.parse(body) ?? {} });
const dueAt = async () => (await deps.connections.get(FIRM_ID))?.dueAt;
const isTaken = (body: unknown) => contract.body?.safeParse(body).success;

describe('GET /firm', () => {
  it('tells the settings; who gets which mail, also of a firm that never said', async () => {
    expect((await makeGet(deps)({ caller })).body).toEqual({
      ...aFirm(),
      recipients: { summary: 'admins', problems: 'admins' },
    });
  });
});

describe('PATCH /firm', () => {
  it('changes what is given, answers all, and says in the audit which settings', async () => {
    const { body } = await patch({ name: ' Rata ', membersMaySync: true, recipients: { problems: ['mia'] } });
    expect(body).toEqual({
      ...aFirm({ name: 'Rata', membersMaySync: true }),
      recipients: { summary: 'admins', problems: ['mia'] },
    });
    expect(deps.audit.events).toMatchObject([
      {
        action: 'FIRM_CHANGED',
        actor: { userId: 'ada' },
        details: { changed: 'name, membersMaySync, recipients.problems' },
      },
    ]);
  });

  it.each([
    [{}],
    [{ name: '  ' }],
    [{ noSuchKey: 1 }],
    [{ firmId: FIRM_ID }],
    [{ timeZone: 'Pacific/Nowhere' }],
    [{ timeZone: '+12:00' }],
    [{ syncTimes: [] }],
    [{ syncTimes: ['06:00', '06:00'] }],
    [{ syncTimes: ['24:00'] }],
    [{ syncTimes: ['01:00', '02:00', '03:00', '04:00', '05:00'] }],
    [{ summaryMail: 'never' }],
    [{ recipients: {} }],
    [{ recipients: { summary: [] } }],
    [{ recipients: { summary: 'members' } }],
    [{ recipients: { summary: ['ada', 'ada'] } }],
    [{ recipients: { other: 'admins' } }],
    [{ recipients: { summary: Array.from({ length: 21 }, (_, n) => `u${String(n)}`) } }],
  ])('refuses %j', (body) => {
    expect(isTaken(body)).toBe(false);
  });

  it('takes four times and twenty recipients', () => {
    const twenty = Array.from({ length: 20 }, (_, n) => `u${String(n)}`);
    const body = { syncTimes: ['00:00', '06:30', '12:00', '23:59'], recipients: { summary: twenty } };
    expect(isTaken({ ...body, timeZone: 'America/Argentina/Ushuaia' })).toBe(true);
  });

  it.each(['gone', 'nobody'])('refuses %s as a recipient, and changes nothing', async (userId) => {
    const body = { name: 'Rata', recipients: { summary: ['ada', userId] } };
    await expect(patch(body)).rejects.toMatchObject({ kind: 'invalid', code: 'RECIPIENT_UNKNOWN' });
    expect(await deps.firms.get(FIRM_ID)).toEqual(aFirm());
    expect(deps.audit.events).toEqual([]);
  });

  it.each([{ timeZone: 'Australia/Perth' }, { syncTimes: ['09:15'] }])(
    'moves the next sync at once with %j',
    async (body) => {
      await patch(body);
      expect(await dueAt()).toBe(nextDue(aFirm(body), deps.clock.now()).toISOString());
      expect(await dueAt()).not.toBe(aConnection().dueAt);
    },
  );

  it('leaves the next sync alone with any other setting', async () => {
    await patch({ name: 'Rata', summaryMail: 'failures' });
    expect(await dueAt()).toBe(aConnection().dueAt);
  });

  it('does not put off a sync that is due, nor the stand-by of a first one, nor wakes an ended connection', async () => {
    const connectedAt = deps.clock.now().toISOString();
    const standBy = firstDue(deps.clock.now()).toISOString();
    for (const [changes, expected] of [
      [{ dueAt: '2026-03-02T17:59:00.000Z' }, '2026-03-02T17:59:00.000Z'],
      [{ connectedAt, dueAt: standBy }, standBy],
    ] as const) {
      deps.connections.seed(aConnection(changes));
      await patch({ syncTimes: ['09:15'] });
      expect(await dueAt()).toBe(expected);
    }
    deps.connections.seed(without(aConnection({ state: 'broken' }), 'dueAt'));
    await patch({ syncTimes: ['09:15'] });
    expect(await dueAt()).toBeUndefined();
  });

  it('of two at once leaves the due time where both changes put it', async () => {
    const setDueAt = deps.connections.setDueAt.bind(deps.connections);
    let isFirst = true;
    deps.connections.setDueAt = async (...given) => {
      if (isFirst) {
        isFirst = false;
        await patch({ timeZone: 'Australia/Perth' });
      }
      await setDueAt(...given);
    };
    await patch({ syncTimes: ['09:15'] });
    const both = aFirm({ timeZone: 'Australia/Perth', syncTimes: ['09:15'] });
    expect(await dueAt()).toBe(nextDue(both, deps.clock.now()).toISOString());
  });
});
