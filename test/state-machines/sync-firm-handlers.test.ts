import { beforeEach, describe, expect, it } from 'vitest';
import { record, records } from '../support/practice/world.ts';
import { syncWorld, type SyncWorld } from '../support/workflows/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await syncWorld();
});
const statusOf = async (index: number) => (await world.client(record(index)))?.status;
const first = () => world.start({ trigger: 'first' });

describe('the first sync', () => {
  it('imports everybody with their primary contact, and tells whoever connected', async () => {
    const contacts = [
      { UUID: 'bbbbbbbb-0000-4000-8000-000000000001', Name: 'Zoe Young', Salutation: 'Zoe' },
      { UUID: 'bbbbbbbb-0000-4000-8000-000000000002', Name: 'Abe Old', Salutation: 'Abe' },
    ];
    world.ports.gateway.put([record(0, {}, contacts), record(1, { IsProspect: 'Yes' }), record(2)]);
    const run = await first();
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 7 });
    expect(run.sync).toMatchObject({
      trigger: 'first',
      mode: 'full',
      status: 'succeeded',
      counts: { seen: 3, added: 3, unchanged: 0 },
      xeroRequests: 1,
    });
    const client = await world.client(record(0));
    expect(client?.contacts.filter(({ isPrimary }) => isPrimary)).toMatchObject([{ name: 'Abe Old' }]);
    expect(await statusOf(1)).toBe('prospect');
    expect(await world.connection()).toMatchObject({
      watermark: run.sync?.startedAt,
      lastSync: { status: 'succeeded' },
    });
    expect((await world.connection()).run).toBeUndefined();
    expect(world.mails()).toEqual(['ada']);
  });

  it('of 1,200 clients takes three pages', async () => {
    world.ports.gateway.put(records(1200));
    const run = await first();
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 11, sync: { counts: { added: 1200 } } });
  });

  it('of an empty practice succeeds as well', async () => {
    expect(await first()).toMatchObject({
      status: 'SUCCEEDED',
      transitions: 5,
      sync: { status: 'succeeded' },
    });
  });
});

describe('the syncs after it', () => {
  beforeEach(async () => {
    world.ports.gateway.put(records(10), true);
    await first();
    world.mails();
  });

  it('ask for the delta, and without changes write and mail nothing', async () => {
    const before = await world.client(record(3));
    const run = await world.nextSlot();
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 5 });
    expect(run.sync).toMatchObject({ trigger: 'schedule', mode: 'delta', counts: { seen: 0, updated: 0 } });
    expect(world.ports.gateway.requests.at(-1)?.modifiedSince).toBeInstanceOf(Date);
    expect(await world.client(record(3))).toEqual(before);
    expect(world.mails()).toEqual([]);
    const { dueAt = '' } = await world.connection();
    expect(Date.parse(dueAt)).toBeGreaterThan(world.ports.clock.now().getTime());
    expect(await world.due()).toEqual([]);
  });

  it('follow an update, an archived client and a new one', async () => {
    world.ports.clock.advance(3_600_000);
    world.ports.gateway.put([record(1, { Name: 'Renamed' }), record(2, { IsArchived: 'Yes' }), record(77)]);
    const run = await world.nextSlot();
    expect(run).toMatchObject({ transitions: 7, sync: { mode: 'delta', status: 'succeeded' } });
    expect(run.sync?.counts).toMatchObject({ seen: 3, added: 1, updated: 1, archived: 1 });
    expect((await world.client(record(1)))?.name).toBe('Renamed');
    expect(await statusOf(2)).toBe('archived');
    expect(world.mails()).toEqual(['ada', 'ben']);

    world.ports.clock.advance(3_600_000);
    world.ports.gateway.put([record(2)]);
    const restored = await world.start();
    expect(restored.sync?.counts).toMatchObject({ restored: 1, updated: 0, added: 0 });
    expect(await statusOf(2)).toBe('client');
    expect(world.mails()).toEqual(['ada']);
  });

  it('look at the whole list a day later, and learn what deltas missed', async () => {
    await world.nextSlot();
    world.ports.gateway.put([record(4, { Name: 'Silently renamed' })], true);
    world.ports.gateway.remove([record(5)]);
    const run = await world.nextSlot();
    expect(run.sync).toMatchObject({ mode: 'full', missedByDelta: 1, xeroRequests: 2 });
    expect(run.sync?.counts).toMatchObject({ seen: 9, updated: 1, archived: 1, unchanged: 8 });
    expect(await statusOf(5)).toBe('archived');
    expect(await world.connection()).toMatchObject({ fullSyncDays: 1 });
  });

  it('run once for each slot, however often it is delivered', async () => {
    const { dueAt = '' } = await world.connection();
    world.ports.clock.advance(Date.parse(dueAt) - world.ports.clock.now().getTime());
    const [input] = await world.due();
    const [again] = await world.due();
    expect(again).toEqual(input);
    expect(await world.execute(input!)).toMatchObject({ status: 'SUCCEEDED', sync: { trigger: 'schedule' } });
  });

  it('leave a running one alone', async () => {
    let meanwhile: Awaited<ReturnType<SyncWorld['execute']>> | undefined;
    world.ports.gateway.put([record(77)]);
    world.before.set('complete-sync', async () => {
      meanwhile = await world.execute({
        firmId: (await world.connection()).firmId,
        syncId: 'OTHER',
        trigger: 'schedule',
        requestedMode: 'auto',
      });
    });
    const run = await world.start({ requestedMode: 'full' });
    expect(meanwhile).toMatchObject({ status: 'SUCCEEDED', path: ['Begin sync', 'Nothing to do'] });
    expect(meanwhile?.sync).toBeUndefined();
    expect(run).toMatchObject({ status: 'SUCCEEDED', sync: { status: 'succeeded' } });
  });
});

describe('records that cannot be read', () => {
  it('spoil nobody else’s, and the next sync reads the whole list again', async () => {
    const unidentified = { fields: { Name: 'Nobody' }, contacts: [] };
    world.ports.gateway.put([
      record(0),
      record(1, { Name: '' }),
      unidentified,
      record(2),
      record(3, { Name: 'x'.repeat(600) }),
    ]);
    const run = await first();
    expect(run).toMatchObject({ status: 'SUCCEEDED', sync: { status: 'partial' } });
    expect(run.sync?.counts).toMatchObject({ seen: 5, added: 2, skipped: 3 });
    expect(await world.issueCodes(run.syncId)).toEqual([
      'RECORD_INVALID',
      'RECORD_UNIDENTIFIED',
      'RECORD_INVALID',
    ]);
    expect(await statusOf(2)).toBe('client');
    expect(await world.nextSlot()).toMatchObject({ sync: { mode: 'full', status: 'partial' } });
  });

  it('prove no absence while one of them is unidentified', async () => {
    world.ports.gateway.put(records(3));
    await first();
    world.ports.gateway.remove([record(1)]);
    world.ports.gateway.put([{ fields: { Name: 'Nobody' }, contacts: [] }]);
    const run = await world.start({ requestedMode: 'full' });
    expect(run.sync).toMatchObject({ status: 'partial', counts: { archived: 0 } });
    expect(await statusOf(1)).toBe('client');
  });
});
