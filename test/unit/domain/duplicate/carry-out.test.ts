import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import { beforeLink, carryOutLink, carryOutUndo, mustBeUndoable } from '#domain/duplicate/carry-out.ts';
import { type DuplicateRecord, proposed } from '#domain/duplicate/duplicate.ts';
import { clientIdOf } from '#domain/ids.ts';
import { aClient, aConnection, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryClientRepository } from '../../../support/fakes/client-repository.ts';
import { FakeClock } from '../../../support/fakes/system.ts';

const CLAIM = { epoch: 1, fence: 1 };
const NEWER = { epoch: 1, fence: 2 };
const NOW = '2026-03-02T18:00:00.000Z';
const TAKEN = 'One of the two clients has since been linked with another. Undo that first.';
const RUNNING = 'Clients are syncing right now. Decide about duplicates when that is done.';

/** Added here; XPM knows nothing of it. */
const hand = withoutXpmUuid(aClient('hand'));
/** Came from XPM, and is taken for `hand`. */
const incoming = aClient('incoming', { phone: '09' });
const linked: Client = { ...incoming, clientId: 'hand', updatedAt: NOW };

let clients: InMemoryClientRepository;
let deps: { clients: InMemoryClientRepository; clock: FakeClock };
beforeEach(() => {
  clients = new InMemoryClientRepository();
  deps = { clients, clock: new FakeClock(NOW) };
  clients.seed(FIRM_ID, hand);
  clients.seed(FIRM_ID, incoming, 'said');
});

function duplicateOf({ clientId, name, status, xpmUuid }: Client): DuplicateRecord {
  const existing = { clientId, name, status, ...(xpmUuid !== undefined && { xpmUuid }) };
  const other = { clientId: 'incoming', name, status, xpmUuid: 'xpm-incoming' };
  return proposed({ existing, incoming: other, reason: 'name' }, new Date('2026-03-01T00:00:00.000Z'));
}
const found = duplicateOf(hand);
const begun: DuplicateRecord = { ...found, before: { client: hand }, pending: 'link' };

/** Under the id itself. */
const held = (clientId: string) => clients.held(FIRM_ID, clientId);
const both = async () => [await held('hand'), await held('incoming')];
const link = (clientId: string, to: string, claim = CLAIM) => clients.link(FIRM_ID, clientId, to, claim);
const put = (client: Client, claim = CLAIM) => clients.putDecided(FIRM_ID, client, 'said', claim);
const gone = (clientId: string) => {
  clients.forget(FIRM_ID, clientId);
  return Promise.resolve();
};
const refused = (code: string, message: string) => ({ kind: 'conflict', code, message });

describe('what is remembered before a link', () => {
  it('is the client that was added here', async () => {
    expect(await beforeLink(deps, FIRM_ID, found, undefined)).toStrictEqual({ client: hand });
  });

  it('is an archived client of XPM, with what XPM last said of it', async () => {
    const former = aClient('former', { status: 'archived' });
    clients.seed(FIRM_ID, former, 'said before');
    expect(await beforeLink(deps, FIRM_ID, duplicateOf(former), undefined)).toStrictEqual({
      client: former,
      hash: 'said before',
    });
  });

  it('is the client that it was linked with meanwhile', async () => {
    const third = aClient('third', { status: 'archived' });
    clients.seed(FIRM_ID, third);
    await link('hand', 'third');
    expect(await beforeLink(deps, FIRM_ID, found, undefined)).toStrictEqual({ client: third });
  });

  it.each([
    [
      'the client of XPM is not here',
      () => gone('incoming'),
      'The client from XPM is not in the portal yet. Sync once more, then decide.',
    ],
    ['the client of XPM was linked', () => link('incoming', 'third'), TAKEN],
    ['the id of it is another client', () => put(aClient('incoming', { xpmUuid: 'another' })), TAKEN],
    ['the two were linked', () => link('hand', 'incoming'), TAKEN],
    ['the client added here is gone', () => gone('hand'), TAKEN],
    ['it was linked with one that is gone', () => link('hand', 'third'), TAKEN],
  ])('is nothing when %s', async (_what, change, message) => {
    await change();
    await expect(beforeLink(deps, FIRM_ID, found, aConnection())).rejects.toMatchObject(
      refused('DUPLICATE_CHANGED', message),
    );
  });

  describe('of two current clients of XPM', () => {
    const current = aClient('current');
    const heldSync = { syncId: 'S1', status: 'held', finishedAt: NOW };
    beforeEach(() => {
      clients.seed(FIRM_ID, current, 'said before');
    });

    it('is the one whose removal waits for an approval', async () => {
      const connection = aConnection({ lastSync: heldSync });
      expect(await beforeLink(deps, FIRM_ID, duplicateOf(current), connection)).toStrictEqual({
        client: current,
        hash: 'said before',
      });
    });

    it.each([
      ['the firm never connected', current, undefined],
      ['nothing was synced', current, aConnection()],
      [
        'no removal waits',
        current,
        aConnection({ lastSync: { syncId: 'S1', status: 'succeeded', finishedAt: NOW } }),
      ],
      [
        'the one that waits is another',
        aClient('current', { xpmUuid: 'other' }),
        aConnection({ lastSync: heldSync }),
      ],
    ])('is nothing when %s', async (_what, existing, connection) => {
      await expect(beforeLink(deps, FIRM_ID, duplicateOf(existing), connection)).rejects.toMatchObject(
        refused('DUPLICATE_CHANGED', 'XPM lists both of them as clients, so that they cannot be linked.'),
      );
    });
  });
});

describe('a link', () => {
  const carryOut = (duplicate = begun, claim = CLAIM) => carryOutLink(deps, FIRM_ID, duplicate, claim);
  const DONE = [
    { kind: 'client', client: linked, hash: 'said' },
    { kind: 'link', linkedTo: 'hand' },
  ];

  it('gives the existing id what XPM says, and leads there from the other', async () => {
    expect(await carryOut()).toBe(true);
    expect(await both()).toStrictEqual(DONE);
  });

  it('that is carried out again changes nothing more', async () => {
    await carryOut();
    deps.clock.advance(60_000);
    expect(await carryOut()).toBe(true);
    expect(await both()).toStrictEqual(DONE);
  });

  it('that was cut off between its two writes is finished', async () => {
    await put(linked);
    expect(await carryOut()).toBe(true);
    expect(await both()).toStrictEqual(DONE);
  });

  it('of a client of XPM takes the place of what XPM said before', async () => {
    const former = aClient('hand', { status: 'archived' });
    clients.seed(FIRM_ID, former, 'said before');
    expect(await carryOut({ ...begun, before: { client: former, hash: 'said before' } })).toBe(true);
    expect(await both()).toStrictEqual(DONE);
  });

  it.each([
    ['nothing is remembered of what was', found, () => Promise.resolve()],
    ['the existing client is gone', begun, () => gone('hand')],
    ['the existing client was linked', begun, () => link('hand', 'third')],
    ['the other was linked elsewhere', begun, () => link('incoming', 'third')],
    ['the other is gone', begun, () => gone('incoming')],
    [
      "the other's id is another client of XPM",
      begun,
      () => put(aClient('incoming', { xpmUuid: 'another' })),
    ],
    ['a sync gave the existing id to another client of XPM', begun, () => put(aClient('hand'))],
    [
      'both ids were given to others',
      begun,
      async () => [await put(linked), await put(aClient('incoming', { xpmUuid: 'another' }))],
    ],
  ])('is not made, and nothing is written, when %s', async (_what, duplicate, change) => {
    await change();
    const before = await both();
    expect(await carryOut(duplicate)).toBe(false);
    expect(await both()).toStrictEqual(before);
  });

  it.each([
    ['the existing client', () => put(hand, NEWER)],
    ['the one from XPM', () => put(incoming, NEWER)],
  ])('waits for the sync that has just written %s', async (_what, write) => {
    await write();
    await expect(carryOut()).rejects.toMatchObject(refused('SYNC_RUNNING', RUNNING));
    expect(await carryOut(begun, NEWER)).toBe(true);
  });
});

describe('a link may be undone', () => {
  const check = (duplicate = begun) => mustBeUndoable(deps, FIRM_ID, duplicate);

  it.each([
    ['once it was carried out', () => carryOutLink(deps, FIRM_ID, begun, CLAIM)],
    ['when it was begun and never carried out', () => Promise.resolve(true)],
    ['when XPM gave up both', () => Promise.all([gone('hand'), gone('incoming')])],
  ])('%s', async (_when, arrange) => {
    await arrange();
    await expect(check()).resolves.toBeUndefined();
  });

  it.each([
    ['the existing id is another client of XPM by now', begun, () => put(aClient('hand'))],
    ['the existing client was linked in its turn', begun, () => link('hand', 'third')],
    ['the existing client is gone', begun, () => gone('hand')],
    ['nothing is remembered of what was', found, () => Promise.resolve()],
  ])('but not when %s', async (_what, duplicate, change) => {
    await carryOutLink(deps, FIRM_ID, begun, CLAIM);
    await change();
    await expect(check(duplicate)).rejects.toMatchObject(refused('DUPLICATE_CHANGED', TAKEN));
  });
});

describe('undoing', () => {
  const undo = (duplicate = begun, claim = CLAIM) => carryOutUndo(deps, FIRM_ID, duplicate, claim);
  const LATER = '2026-03-02T18:01:00.000Z';
  beforeEach(async () => {
    await carryOutLink(deps, FIRM_ID, begun, CLAIM);
    await put({ ...linked, phone: '10' });
    deps.clock.advance(60_000);
  });

  it('gives the other its id back with what XPM says now, and makes the existing client what it was', async () => {
    await undo();
    expect(await both()).toStrictEqual([
      { kind: 'client', client: hand },
      { kind: 'client', client: { ...incoming, phone: '10', updatedAt: LATER }, hash: 'said' },
    ]);
  });

  it('that was cut off between its two writes leaves alone what is done', async () => {
    await put({ ...incoming, phone: '11' });
    await undo();
    expect(await both()).toStrictEqual([
      { kind: 'client', client: hand },
      { kind: 'client', client: { ...incoming, phone: '11' }, hash: 'said' },
    ]);
  });

  it.each([
    ['nothing is remembered of what was', found, () => Promise.resolve()],
    ['it is undone already', begun, () => undo()],
    ['the existing client is gone', begun, () => gone('hand')],
    ['the existing client was linked in its turn', begun, () => link('hand', 'third')],
    ['the existing id is another client of XPM', begun, () => put(aClient('hand'))],
  ])('writes nothing when %s', async (_what, duplicate, change) => {
    await change();
    const before = await both();
    deps.clock.advance(60_000);
    await undo(duplicate);
    expect(await both()).toStrictEqual(before);
  });

  it.each([
    ['the existing client', () => put(linked, NEWER)],
    ['the one from XPM', () => link('incoming', 'hand', NEWER)],
  ])('waits for the sync that has just written %s', async (_what, write) => {
    await write();
    await expect(undo()).rejects.toMatchObject(refused('SYNC_RUNNING', RUNNING));
    await undo(begun, NEWER);
    expect(await held('hand')).toStrictEqual({ kind: 'client', client: hand });
  });

  describe('of a client that XPM had under an id of its own', () => {
    const former = aClient('hand', { xpmUuid: 'xpm-former', status: 'archived' });
    const remembered = { ...begun, before: { client: former, hash: 'said before' } };
    const derived = clientIdOf(FIRM_ID, 'xpm-former');

    it('brings that back as well', async () => {
      await undo(remembered);
      expect(await held('hand')).toStrictEqual({ kind: 'client', client: former, hash: 'said before' });
    });

    it('brings it back when the id that XPM would get leads to it', async () => {
      await link(derived, 'hand');
      await undo({ ...remembered, before: { client: former, hash: 'said before' } });
      expect(await held('hand')).toStrictEqual({ kind: 'client', client: former, hash: 'said before' });
    });

    it('leaves it with the other client that XPM listed under it meanwhile', async () => {
      const another = aClient(derived, { xpmUuid: 'xpm-former' });
      await put(another);
      await undo(remembered);
      expect(await held('hand')).toStrictEqual({ kind: 'client', client: withoutXpmUuid(former) });
      expect(await held(derived)).toStrictEqual({ kind: 'client', client: another, hash: 'said' });
    });
  });
});

function withoutXpmUuid(client: Client): Client {
  const copy = { ...client };
  delete copy.xpmUuid;
  return copy;
}
