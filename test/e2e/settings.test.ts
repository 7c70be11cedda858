import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { nextDue } from '#domain/sync/next-due.ts';
import { contracts } from '../../functions/api/registry.ts';
import { HARBOUR, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';
import type { SyncView } from '../support/portal-user.ts';

type Firm = z.infer<(typeof contracts)['get-firm']['success']['schema']>;

let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 25, rata: 5 });
  await mere().connectAndSync(HARBOUR.partner);
});
afterEach(() => world.xero.clearFaults());
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const aroha = () => world.as('aroha@harbour.example');
const priya = () => world.as('priya@rata.example');
const refused = (status: number, code: string) => ({ status, body: { error: { code } } });
const firmOf = async (user = mere()): Promise<Firm> =>
  contracts['get-firm'].success.schema.parse((await user.call('GET', '/firm')).body);
const eventually = <T>(look: () => Promise<T>) => vi.waitUntil(look, { timeout: PATIENCE_MS, interval: 100 });
async function person(email: string, asked = mere()) {
  const { users } = contracts['list-users'].success.schema.parse((await asked.call('GET', '/users')).body);
  return users.find((user) => user.email === email) ?? expect.fail(`${email} is no user`);
}
async function runNow(schedule: string) {
  const [found] = world.run.platform.find('AWS::Scheduler::Schedule', schedule);
  await world.run.platform.runNow(found?.name ?? '');
}

/** Lets the schedule's time come; answers the sync that it started, once it has ended. */
async function scheduledSync(): Promise<SyncView> {
  const known = new Set((await mere().syncs()).syncs.map(({ syncId }) => syncId));
  const [table] = world.run.platform.find('AWS::DynamoDB::Table', 'Connections');
  await world.run.platform.call('DynamoDB_20120810.UpdateItem', {
    TableName: table?.name,
    Key: { pk: { S: `FIRM#${mere().firmId}` }, sk: { S: 'CONNECTION' } },
    UpdateExpression: 'SET dueAt = :past',
    ExpressionAttributeValues: { ':past': { S: new Date(Date.now() - 60_000).toISOString() } },
  });
  await runNow('DispatchDueSyncs');
  const started = await eventually(async () =>
    (await mere().syncs()).syncs.find(({ syncId, finishedAt }) => !known.has(syncId) && finishedAt !== null),
  );
  return mere().sync(started?.syncId ?? '');
}

describe("the firm's settings", () => {
  it('are read by all and changed by admins', async () => {
    const body = { name: 'Harbour Chartered', membersMaySync: true };
    expect(await aroha().call('PATCH', '/firm', { body })).toMatchObject(refused(403, 'ADMIN_REQUIRED'));
    expect(await mere().call('PATCH', '/firm', { body })).toMatchObject({ status: 200, body });
    expect(await firmOf(aroha())).toMatchObject({
      ...body,
      firmId: mere().firmId,
      recipients: { summary: 'admins', problems: 'admins' },
    });
    expect(await aroha().me()).toMatchObject({ maySync: true });
  });

  it('move the next sync at once when times or time zone change', async () => {
    for (const body of [{ syncTimes: ['03:30'] }, { timeZone: 'Europe/Lisbon' }]) {
      const before = (await mere().connection()).nextSyncAt;
      expect((await mere().call('PATCH', '/firm', { body })).status).toBe(200);
      const { nextSyncAt } = await mere().connection();
      expect(nextSyncAt).not.toBe(before);
      expect(nextSyncAt).toBe(nextDue(await firmOf(), new Date()).toISOString());
    }
  });

  it('lose nothing of each other when two admins change them at once', async () => {
    const changes = [{ name: 'Harbour' }, { summaryMail: 'failures' }, { syncTimes: ['05:00', '17:00'] }];
    await Promise.all(changes.map((body) => mere().call('PATCH', '/firm', { body })));
    expect(await firmOf()).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it('name as recipients users of the firm alone', async () => {
    const stranger = (await person('emma@rata.example', priya())).userId;
    const body = { recipients: { problems: [stranger] } };
    expect(await mere().call('PATCH', '/firm', { body })).toMatchObject(refused(400, 'RECIPIENT_UNKNOWN'));
    expect(await mere().call('PATCH', '/firm', { body: {} })).toMatchObject(refused(400, 'INVALID_REQUEST'));
  });
});

describe('failing scheduled syncs', () => {
  const admins = ['mere@harbour.example', 'tom@harbour.example'];
  const mails = async (subject: string) =>
    Promise.all(
      admins.map(async (email) => {
        const all = await world.mailsTo(email);
        return all.filter((mail) => mail.subject.startsWith(subject)).length;
      }),
    );

  it('send one mail after the third, and one when they work again', async () => {
    for (const expected of [0, 0, 1, 1]) {
      world.xero.fault({ on: 'list', kind: 'status-error', times: 20 });
      expect(await scheduledSync()).toMatchObject({ trigger: 'schedule', status: 'failed' });
      await eventually(async () => (await mere().connection()).currentSyncId === null);
      const count = () => mails('Client syncs keep failing');
      if (expected === 1) await eventually(async () => (await count()).every((found) => found > 0));
      expect(await count()).toEqual([expected, expected]);
      expect(await mails('Client sync failed')).toEqual([0, 0]);
      world.xero.clearFaults();
    }
    expect(await scheduledSync()).toMatchObject({ status: 'succeeded' });
    const again = () => mails('Clients are syncing again');
    await eventually(async () => (await again()).every((found) => found > 0));
    expect(await scheduledSync()).toMatchObject({ status: 'succeeded' });
    expect(await again()).toEqual([1, 1]);
  });
});

describe('an address that bounces', () => {
  const BOUNCING = 'bounce+zoe@simulator.amazonses.com';
  const invite = () =>
    priya().call('POST', '/users', { body: { email: BOUNCING, name: 'Zoë', role: 'member' } });
  const remind = async () =>
    priya().call('POST', `/users/${(await person(BOUNCING, priya())).userId}/mfa-reminder`);
  const reminders = async () =>
    (await world.mailsTo(BOUNCING)).filter(({ subject }) => subject.startsWith('Reminder: ')).length;

  it('shows in the list of users, gets no more mail, and stays so when invited again', async () => {
    expect((await invite()).status).toBe(201);
    expect(await person(BOUNCING, priya())).toMatchObject({ mailProblem: null });
    expect((await remind()).status).toBe(202);
    await eventually(async () => (await person(BOUNCING, priya())).mailProblem !== null);
    const { userId, mailProblem } = await person(BOUNCING, priya());
    expect(mailProblem).toEqual({ kind: 'bounce', at: expect.any(String) });
    expect((await priya().call('DELETE', `/users/${userId}`)).status).toBe(204);
    expect((await invite()).status).toBe(201);
    expect((await person(BOUNCING, priya())).mailProblem).toEqual(mailProblem);
    expect((await remind()).status).toBe(202);
    expect(await reminders()).toBe(1);
    expect((await person('priya@rata.example', priya())).mailProblem).toBeNull();
  });
});

describe('when whoever connected leaves', () => {
  it('the connection says so, and the admins get a notice and a mail', async () => {
    const { connectedBy, health } = await mere().connection();
    expect(health).toMatchObject({ owner: { ...connectedBy, active: true }, warnings: [] });
    const inDays = (Date.parse(health?.grantUnusedUntil ?? '') - Date.now()) / 86_400_000;
    expect(inDays).toBeGreaterThan(59.9);
    expect(inDays).toBeLessThanOrEqual(60);
    const promoted = (await person('aroha@harbour.example')).userId;
    expect((await mere().call('PATCH', `/users/${promoted}`, { body: { role: 'admin' } })).status).toBe(200);
    expect(await aroha().notices()).not.toContainEqual(
      expect.objectContaining({ kind: 'connection-owner-left' }),
    );

    expect((await aroha().call('DELETE', `/users/${connectedBy?.userId ?? ''}`)).status).toBe(204);
    expect((await aroha().connection()).health).toMatchObject({
      owner: { name: 'Mere Tamihana', active: false },
      warnings: ['OWNER_LEFT'],
    });
    expect(await aroha().notices()).toContainEqual(
      expect.objectContaining({ kind: 'connection-owner-left', severity: 'warning' }),
    );
    await runNow('BackgroundSendWaitingMail');
    for (const email of ['aroha@harbour.example', 'tom@harbour.example']) {
      await eventually(async () =>
        (await world.mailsTo(email)).some(({ subject }) =>
          subject.startsWith('Mere Tamihana, who connected'),
        ),
      );
    }
    expect(
      (await world.mailsTo('mere@harbour.example')).filter(({ subject }) => subject.includes('has left')),
    ).toEqual([]);
  });
});
