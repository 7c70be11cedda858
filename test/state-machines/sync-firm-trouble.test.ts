import { beforeEach, describe, expect, it } from 'vitest';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { PracticeAnswerError, RateLimitedError } from '#domain/practice/errors.ts';
import { makeHandler as approveRemovals } from '../../functions/api/approve-removals/handler.ts';
import { makeHandler as deleteConnection } from '../../functions/api/delete-connection/handler.ts';
import { record, records } from '../support/practice/world.ts';
import type { TaskName } from '../support/workflows/sync-firm-stubs.ts';
import { ADMIN_CALLER, syncWorld, type SyncWorld } from '../support/workflows/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await syncWorld();
});
const statusOf = async (index: number) => (await world.client(record(index)))?.status;
const full = () => world.start({ requestedMode: 'full' });
const archivedOf = async (count: number) => {
  const statuses = await Promise.all(records(count).map((_, index) => statusOf(index)));
  return statuses.filter((status) => status === 'archived').length;
};
const disconnect = () => deleteConnection({ ...world.ports, sleep })({ caller: ADMIN_CALLER });
/** Its patience with Xero never ends, and what else it waits for is over at once. */
const sleep = (milliseconds: number) =>
  milliseconds < 10_000 ? Promise.resolve() : new Promise<void>(() => undefined);

describe('held removals', () => {
  const approve = async (syncId: string) => {
    await approveRemovals(world.ports)({ caller: ADMIN_CALLER, path: { syncId } });
    return world.execute(world.ports.launcher.started.at(-1)!);
  };
  beforeEach(async () => {
    world.ports.gateway.put(records(60));
    await world.start({ trigger: 'first' });
    world.ports.gateway.remove(records(25));
    world.ports.gateway.put([record(60)]);
  });

  it('wait for an approval while all else is imported', async () => {
    const held = await full();
    expect(held).toMatchObject({
      status: 'SUCCEEDED',
      sync: { status: 'held', counts: { held: 25, added: 1 } },
    });
    expect(await archivedOf(60)).toBe(0);
    expect(await statusOf(60)).toBe('client');
    expect(new Set(await world.issueCodes(held.syncId))).toEqual(new Set(['REMOVAL_HELD']));

    const approved = await approve(held.syncId);
    expect(approved.sync).toMatchObject({
      trigger: 'approval',
      status: 'succeeded',
      counts: { archived: 25 },
    });
    expect(await archivedOf(60)).toBe(25);
  });

  it('are held again when more are missing than were approved', async () => {
    const held = await full();
    world.ports.gateway.remove([record(30)]);
    const again = await approve(held.syncId);
    expect(again.sync).toMatchObject({ status: 'held', counts: { held: 26, archived: 0 } });
    expect(await archivedOf(60)).toBe(0);
  });

  it('are found again by the next sync, approved or not', async () => {
    await full();
    expect(await world.nextSlot()).toMatchObject({ sync: { mode: 'full', status: 'held' } });
  });
});

describe('Xero’s limits', () => {
  beforeEach(() => world.ports.gateway.put(records(3)));

  it('are waited for outside the function, and the portal says so', async () => {
    world.ports.gateway.failures.push(new RateLimitedError('minute', 42));
    const phases: (string | undefined)[] = [];
    const { sleep } = world.ports.clock;
    Object.assign(world.ports.clock, {
      sleep: async (milliseconds: number) => {
        phases.push((await world.connection()).run?.phase);
        return sleep(milliseconds);
      },
    });
    const run = await world.start();
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      slept: [45],
      sync: { status: 'succeeded', xeroRequests: 2 },
    });
    expect(phases).toEqual(['waiting']);
    expect(run.path).toContain('Wait for Xero');
  });

  it('of a day outlast the access token, which is renewed before the list is asked for', async () => {
    world.ports.gateway.failures.push(new RateLimitedError('day', 40_000));
    const run = await world.start();
    expect(run).toMatchObject({ status: 'SUCCEEDED', sync: { status: 'succeeded', xeroRequests: 3 } });
    expect(run.path.slice(3, 8)).toEqual([
      'Wait for Xero',
      'Find changes',
      'What next',
      'Check connection',
      'Find changes',
    ]);
    const [before, after] = world.ports.gateway.requests.map(({ accessToken }) => accessToken);
    expect(after).not.toBe(before);
  });

  it('do not hide a disconnect in Xero that happens while they are waited for', async () => {
    const { gateway, identity } = world.ports;
    for (let wait = 0; wait < 4; wait += 1) gateway.failures.push(new RateLimitedError('day', 3600));
    gateway.failures.push(new AccessRefusedError(403));
    identity.listed = [];
    expect(await world.start()).toMatchObject({ status: 'FAILED', error: 'DISCONNECTED_IN_XERO' });
  });

  it('that stay exhausted end the sync in words', async () => {
    for (let hour = 0; hour < 40; hour += 1)
      world.ports.gateway.failures.push(new RateLimitedError('day', 3600));
    const run = await world.start();
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'XERO_LIMIT_EXHAUSTED',
      sync: { status: 'failed' },
    });
    expect(run.slept.length).toBeGreaterThan(30);
    expect((await world.connection()).run).toBeUndefined();
  });
});

describe('a refused access', () => {
  beforeEach(() => world.ports.gateway.put(records(3)));

  it('by 401 is healed by another token', async () => {
    world.ports.gateway.failures.push(new AccessRefusedError(401));
    const run = await world.start();
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 10, sync: { xeroRequests: 3 } });
    expect(world.ports.identity.calls).toEqual(['refresh']);
  });

  it('by 403 means the practice was disconnected in Xero if it is not listed any more', async () => {
    world.ports.gateway.failures.push(new AccessRefusedError(403));
    world.ports.identity.listed = [];
    const run = await world.start();
    expect(run).toMatchObject({ status: 'FAILED', error: 'DISCONNECTED_IN_XERO' });
    expect(run.sync).toMatchObject({ status: 'failed', failure: { code: 'DISCONNECTED_IN_XERO' } });
    expect(await world.connection()).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-in-xero' },
    });
    expect(await statusOf(0)).toBeUndefined();
    expect(world.mails()).toEqual(['ada', 'ben']);
  });

  it('by 403 of a practice that is listed is a missing permission, and nothing is disconnected', async () => {
    world.ports.gateway.failures.push(new AccessRefusedError(403));
    const run = await world.start();
    expect(run).toMatchObject({ status: 'FAILED', error: 'XERO_PERMISSION_MISSING' });
    expect((await world.connection()).run).toBeUndefined();
  });

  it('for good is found before anything is asked for', async () => {
    world.ports.clock.advance(3_600_000);
    world.ports.identity.endGrant();
    const run = await world.start();
    expect(run).toMatchObject({ status: 'FAILED', error: 'CONNECTION_BROKEN', sync: { status: 'failed' } });
    expect(await world.connection()).toMatchObject({ state: 'broken', disconnect: { cause: 'unexpected' } });
    expect(world.ports.gateway.requests).toEqual([]);
  });
});

describe('an outage', () => {
  beforeEach(() => world.ports.gateway.put(records(3)));

  it('that passes is not noticed', async () => {
    world.ports.gateway.failures.push(new XeroUnavailableError(), new PracticeAnswerError('incomplete'));
    expect(await world.start()).toMatchObject({
      status: 'SUCCEEDED',
      transitions: 7,
      sync: { xeroRequests: 3 },
    });
  });

  it('that lasts fails the sync, and the next one makes up for it', async () => {
    for (let request = 0; request < 3; request += 1)
      world.ports.gateway.failures.push(new XeroUnavailableError());
    const failed = await world.start();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'XERO_UNAVAILABLE' });
    expect(failed.sync).toMatchObject({ status: 'failed', failure: { code: 'XERO_UNAVAILABLE' } });
    expect(world.mails()).toEqual(['ada']);
    expect(await world.nextSlot()).toMatchObject({ sync: { mode: 'full', counts: { added: 3 } } });
  });
});

describe('a disconnect in the middle', () => {
  beforeEach(() => world.ports.gateway.put(records(3)));
  const expectEnded = async (run: Awaited<ReturnType<typeof full>>) => {
    expect(run).toMatchObject({ status: 'FAILED', error: 'SYNC_STOPPED', sync: { status: 'interrupted' } });
    expect(await world.connection()).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-here', by: { userId: 'ada' } },
    });
    expect(world.ports.launcher.stopped.map(({ syncId }) => syncId)).toEqual([run.syncId]);
    expect(world.mails()).toEqual([]);
  };

  it('of the list leaves nothing behind', async () => {
    world.ports.gateway.halfWay = disconnect;
    await expectEnded(await world.start());
    expect(await statusOf(0)).toBeUndefined();
  });

  it.each<TaskName>(['find-changes', 'import-page'])('before %s leaves nothing behind', async (task) => {
    world.before.set(task, disconnect);
    await expectEnded(await world.start());
    expect(await statusOf(0)).toBeUndefined();
  });

  it('before Complete sync keeps what was imported, editable', async () => {
    world.before.set('complete-sync', disconnect);
    await expectEnded(await world.start());
    expect(await statusOf(0)).toBe('client');
  });
});

describe('an answer that got lost', () => {
  const tasks: TaskName[] = ['begin-sync', 'find-changes', 'import-page', 'complete-sync', 'send-summary'];

  it.each(tasks)('of %s changes nothing: the repetition ends where the first would have', async (task) => {
    world.ports.gateway.put(records(3));
    world.losing.add(task);
    const run = await world.start({ trigger: 'first' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 8, slept: [2] });
    expect(run.sync).toMatchObject({ status: 'succeeded', counts: { added: 3, updated: 0 } });
    expect(await world.connection()).toMatchObject({ fence: 1, lastSync: { syncId: run.syncId } });
    expect(world.mails()).toEqual(['ada']);
  });

  it('of Fail sync leaves one record and one mail', async () => {
    for (let request = 0; request < 3; request += 1)
      world.ports.gateway.failures.push(new XeroUnavailableError());
    world.losing.add('fail-sync');
    const run = await world.start();
    expect(run).toMatchObject({ status: 'FAILED', error: 'XERO_UNAVAILABLE', sync: { status: 'failed' } });
    expect(world.mails()).toEqual(['ada']);
    const actions = world.ports.audit.events.map(({ action }) => action);
    expect(actions).toEqual(['SYNC_STARTED', 'SYNC_ENDED']);
  });
});
