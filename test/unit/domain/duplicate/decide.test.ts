import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import { type DuplicateAction, decideDuplicate } from '#domain/duplicate/decide.ts';
import type { DuplicateRecord } from '#domain/duplicate/duplicate.ts';
import { aConnection, aRun, FIRM_ID } from '../../../support/builders.ts';
import { DuplicateWorld } from '../../../support/duplicate-world.ts';
import { InMemoryConnectionRepository } from '../../../support/fakes/connection-repository.ts';
import { idOf, record } from '../../../support/practice/world.ts';

const ADA = { userId: 'ada', name: 'User ada' };
const RUNNING = {
  kind: 'conflict',
  code: 'SYNC_RUNNING',
  message: 'Clients are syncing right now. Decide about duplicates when that is done.',
};

let world: DuplicateWorld;
let hand: Client;
let own: Client;
let found: DuplicateRecord;
/** Kea was added here and listed by XPM: one open duplicate, `hand` and `own`. */
beforeEach(async () => {
  world = new DuplicateWorld();
  hand = await world.addByHand('hand', 'Kea');
  await world.sync([record(1, { Name: 'Kea' })]);
  own = (await world.client(idOf(1)))!;
  [found] = world.found() as [DuplicateRecord];
});
const decide = (action: DuplicateAction) => world.decide(found.duplicateId, action);
const kept = () => world.duplicates.get(FIRM_ID, found.duplicateId);
const now = () => world.clock.now().toISOString();
const decided = { decidedAt: '2026-03-02T18:00:00.000Z', decidedBy: ADA };

describe('of a decision', () => {
  it('there stays who made it, when, and what was before', async () => {
    const linked = { ...found, ...decided, status: 'linked', before: { client: hand }, version: 2 };
    expect(await decide('link')).toStrictEqual({ duplicate: linked, changed: true });
    expect(await kept()).toStrictEqual(linked);
  });

  it('to keep them apart, too', async () => {
    const apart = { ...found, ...decided, status: 'kept-apart', version: 1 };
    expect(await decide('keep-apart')).toStrictEqual({ duplicate: apart, changed: true });
  });

  it('that is undone there stays nothing', async () => {
    await decide('link');
    expect(await decide('undo')).toStrictEqual({ duplicate: { ...found, version: 4 }, changed: true });
  });
});

describe('words that an admin gets', () => {
  it.each([
    ['link', 'keep-apart', 'These clients are linked already. Undo that first.'],
    ['keep-apart', 'link', 'These clients are kept apart. Undo that first.'],
  ] as const)('who said %s and now says %s', async (first, second, message) => {
    await decide(first);
    await expect(decide(second)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'DUPLICATE_DECIDED',
      message,
    });
  });

  it('about one that nobody found', async () => {
    await expect(world.decide('none', 'undo')).rejects.toMatchObject({
      kind: 'not-found',
      code: 'DUPLICATE_NOT_FOUND',
      message: 'There is no such possible duplicate.',
    });
  });

  it('when somebody else decided in the same moment', async () => {
    world.duplicates.save = () => Promise.resolve(undefined);
    await expect(decide('keep-apart')).rejects.toMatchObject(RUNNING);
  });
});

describe('what was begun and cut off', () => {
  /** The process ends at the first write of a client. */
  const cutOff = async (action: DuplicateAction) => {
    const { clients } = world;
    const putDecided = clients.putDecided.bind(clients);
    clients.putDecided = () => Promise.reject(new Error('killed'));
    await expect(decide(action)).rejects.toThrow('killed');
    clients.putDecided = putDecided;
  };

  it('is noted before the first write', async () => {
    await cutOff('link');
    expect(await kept()).toMatchObject({ status: 'open', pending: 'link', before: { client: hand } });
    await decide('link');
    await cutOff('undo');
    expect(await kept()).toMatchObject({ status: 'linked', pending: 'undo', before: { client: hand } });
  });

  it('is finished by saying it again, which changes something', async () => {
    await cutOff('link');
    expect(await decide('link')).toMatchObject({ duplicate: { status: 'linked' }, changed: true });
    expect(await kept()).not.toHaveProperty('pending');
    expect(await world.all()).toMatchObject([{ clientId: 'hand', xpmUuid: own.xpmUuid }]);
  });

  it('is undone by undoing it, although it never showed as decided', async () => {
    await cutOff('link');
    expect(await decide('undo')).toMatchObject({ duplicate: { status: 'open' }, changed: true });
    expect(await kept()).not.toHaveProperty('pending');
    expect(await world.client('hand')).toStrictEqual(hand);
    expect(await world.client(idOf(1))).toStrictEqual(own);
  });

  it('is open again when a sync gave one of the two to another meanwhile', async () => {
    await cutOff('link');
    await world.clients.link(FIRM_ID, 'hand', 'third', { epoch: 1, fence: 1 });
    await expect(decide('link')).rejects.toMatchObject({ code: 'DUPLICATE_CHANGED' });
    expect(await kept()).toStrictEqual({ ...found, version: 2 });
  });
});

describe('syncs and decisions', () => {
  const runningUntil = (leaseUntil: string) => {
    world.connections.seed(aConnection({ fence: 1, run: aRun({ leaseUntil }) }));
  };

  it('decisions wait while a sync holds its lease, to its very end', async () => {
    runningUntil(now());
    await expect(decide('link')).rejects.toMatchObject(RUNNING);
    world.clock.advance(1);
    expect(await decide('link')).toMatchObject({ changed: true });
  });

  it('what was decided is not overwritten by a sync that began before', async () => {
    await decide('link');
    const earlier = { epoch: 1, fence: 0 };
    expect(await world.clients.link(FIRM_ID, 'hand', 'third', earlier)).toBe('stale');
    expect(await world.clients.link(FIRM_ID, idOf(1), 'third', earlier)).toBe('stale');
  });

  it('those kept apart are open again whatever became of them', async () => {
    await decide('keep-apart');
    await world.clients.link(FIRM_ID, idOf(1), 'third', { epoch: 1, fence: 1 });
    expect(await decide('undo')).toStrictEqual({ duplicate: { ...found, version: 3 }, changed: true });
  });

  it('a firm without any connection decides all the same', async () => {
    world.clients.seed(FIRM_ID, hand);
    world.clients.seed(FIRM_ID, own);
    const { clients, duplicates, lock, clock, ids, sleep } = world;
    const connections = new InMemoryConnectionRepository();
    const deps = { clients, duplicates, lock, clock, ids, sleep, connections };
    const linked = await decideDuplicate(deps, FIRM_ID, found.duplicateId, 'link', ADA);
    expect(linked).toMatchObject({ duplicate: { status: 'linked' }, changed: true });
  });
});
