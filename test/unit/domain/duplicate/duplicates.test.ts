import { beforeEach, describe, expect, it } from 'vitest';
import { FIRM_ID } from '../../../support/builders.ts';
import { DuplicateWorld } from '../../../support/duplicate-world.ts';
import { idOf, record } from '../../../support/practice/world.ts';
import { clientIdOf } from '#domain/ids.ts';
import { uuidNo } from '../../../support/practice/xml.ts';

let world: DuplicateWorld;
beforeEach(() => {
  world = new DuplicateWorld();
});
const contact = (email: string) => [{ UUID: uuidNo('d', 1), Name: 'Tama Reid', Email: email }];
const kea = record(1, { Name: 'KEA  Farms' }, contact('Tama@kea.example'));
const only = () => {
  const [duplicate, ...others] = world.found();
  if (duplicate === undefined || others.length > 0) throw new Error('not exactly one');
  return duplicate;
};

describe.each([{ delta: false }, { delta: true }])('a client that was added here, %o', (options) => {
  it('with the same name and e-mail is the same: its id and history stay', async () => {
    await world.addByHand('hand', 'Kéa farms', 'tama@KEA.example');
    expect(await world.sync([kea], options)).toMatchObject({
      counts: { added: 0, updated: 1 },
      issueCount: 0,
    });
    expect(await world.all()).toMatchObject([
      { clientId: 'hand', xpmUuid: uuidNo('c', 1), name: 'KEA  Farms', contacts: [{ name: 'Tama Reid' }] },
    ]);
    expect(await world.client(idOf(1))).toMatchObject({ clientId: 'hand' });
    expect(only()).toMatchObject({
      status: 'linked',
      automatic: true,
      reason: 'name-and-email',
      existing: { clientId: 'hand', name: 'Kéa farms' },
      incoming: { clientId: idOf(1) },
      decidedBy: null,
    });
    expect(await world.issueCodes()).toEqual(['CLIENT_LINKED']);
    expect(world.audit.events).toMatchObject([{ action: 'DUPLICATE_LINKED', actor: 'system' }]);
  });

  it('is unchanged the next time, follows changes, and is archived under its own id', async () => {
    await world.addByHand('hand', 'Kea Farms', 'tama@kea.example');
    await world.sync([kea], options);
    expect((await world.sync([kea], options)).counts).toMatchObject({ unchanged: 1, added: 0, updated: 0 });
    const changed = { ...kea, fields: { ...kea.fields, Phone: '09', Name: 'Renamed' } };
    expect((await world.sync([changed], options)).counts).toMatchObject({ updated: 1, added: 0 });
    expect(await world.client('hand')).toMatchObject({ name: 'Renamed', phone: '09' });
    const gone = { ...kea, fields: { ...kea.fields, IsArchived: 'Yes' } };
    expect((await world.sync([gone], options)).counts).toMatchObject({ archived: 1 });
    expect(await world.all()).toMatchObject([{ clientId: 'hand', status: 'archived' }]);
    expect((await world.sync([changed], options)).counts).toMatchObject({ restored: 1, added: 0 });
    expect(world.found()).toHaveLength(1);
  });

  it('with the same name alone is proposed, and nothing is merged', async () => {
    const hand = await world.addByHand('hand', 'Kea Farms', 'other@x.example');
    expect(await world.sync([kea], options)).toMatchObject({ counts: { added: 1 }, issueCount: 1 });
    expect(only()).toMatchObject({ status: 'open', reason: 'name', kind: 'added-here', automatic: false });
    expect(await world.client('hand')).toEqual(hand);
    expect(await world.client(idOf(1))).toMatchObject({ clientId: idOf(1), status: 'client' });
    expect(await world.issueCodes()).toEqual(['POSSIBLE_DUPLICATE']);
    await world.sync([kea], options);
    expect([world.found().length, await world.issueCodes()]).toEqual([1, []]);
  });

  it('is not the same for anybody when two of XPM are', async () => {
    await world.addByHand('hand', 'Kea Farms', 'tama@kea.example');
    const twin = record(2, { Name: 'Kea Farms', Email: 'tama@kea.example' });
    await world.sync([kea, twin], options);
    expect(world.found().map(({ status, incoming }) => [status, incoming.clientId])).toEqual([
      ['open', idOf(2)],
      ['linked', idOf(1)],
    ]);
    await expect(world.decide(world.found('open')[0]!.duplicateId, 'link')).rejects.toMatchObject({
      code: 'DUPLICATE_CHANGED',
    });
  });

  it('is proposed to both when two were added here that fit', async () => {
    await world.addByHand('one', 'Kea Farms', 'tama@kea.example');
    await world.addByHand('two', 'kea farms', 'tama@kea.example');
    await world.sync([kea], options);
    expect(world.found().map(({ status }) => status)).toEqual(['open', 'open']);
    expect(await world.all()).toHaveLength(3);
  });
});

it('an e-mail alone is proposed by a full sync, at most ten times for one client', async () => {
  await world.addByHand('hand', 'Somebody', 'book@keeper.example');
  const shared = Array.from({ length: 14 }, (_, n) => record(n, { Email: 'Book@keeper.example' }));
  await world.sync(shared);
  expect(world.found().map(({ reason }) => reason)).toEqual(Array(10).fill('email'));
});

it('the first sync of an empty firm, and one that adds nobody, look for nobody', async () => {
  let looks = 0;
  const likenesses = world.clients.likenesses.bind(world.clients);
  world.clients.likenesses = (...given) => {
    if (given[1].length > 0) looks += 1;
    return likenesses(...given);
  };
  await world.sync([kea]);
  await world.addByHand('hand', 'Other');
  await world.sync([kea]);
  expect(looks).toBe(0);
  await world.sync([kea, record(2)]);
  expect(looks).toBeGreaterThan(0);
});

describe.each([{ delta: false }, { delta: true }])('a client that XPM gives a new id, %o', (options) => {
  const gone = { ...kea, fields: { ...kea.fields, IsArchived: 'Yes' } };
  const again = record(2, { Name: 'Kea Farms' }, contact('tama@kea.example'));

  it('is proposed as the one that went, in the same sync or a later one, and linked by an admin', async () => {
    await world.sync([kea]);
    await world.sync([gone, again], options);
    expect(only()).toMatchObject({ status: 'open', kind: 'new-id-in-xpm', reason: 'name-and-email' });
    expect(await world.all()).toHaveLength(2);
    await world.decide(only().duplicateId, 'link');
    expect(await world.all()).toMatchObject([
      { clientId: idOf(1), xpmUuid: uuidNo('c', 2), status: 'client', name: 'Kea Farms' },
    ]);
    expect((await world.sync([gone, again], options)).counts).toMatchObject({ unchanged: 1, archived: 0 });
  });

  it('is proposed when the former one was archived long ago', async () => {
    await world.sync([kea]);
    await world.sync([gone]);
    await world.sync([gone, again], options);
    expect(only()).toMatchObject({ kind: 'new-id-in-xpm', existing: { status: 'archived' } });
  });

  it('leaves room for the former one, should XPM list it again', async () => {
    await world.sync([kea]);
    await world.sync([gone, again]);
    await world.decide(only().duplicateId, 'link');
    expect((await world.sync([kea, again], options)).counts).toMatchObject({ added: 1, unchanged: 1 });
    const next = clientIdOf(FIRM_ID, uuidNo('c', 1), 1);
    expect(await world.client(next)).toMatchObject({ xpmUuid: uuidNo('c', 1), status: 'client' });
    expect((await world.sync([kea, again], options)).counts).toMatchObject({ added: 0, unchanged: 2 });
    await world.decide(only().duplicateId, 'undo');
    expect((await world.sync([kea, again], options)).counts).toMatchObject({ added: 0, unchanged: 2 });
    expect((await world.all()).filter(({ status }) => status !== 'archived')).toHaveLength(2);
    expect(await world.client(idOf(1))).toMatchObject({ status: 'archived', name: 'KEA  Farms' });
  });
});

it('a removal that is held is proposed, too, and linking settles it', async () => {
  const many = Array.from({ length: 40 }, (_, n) => record(n));
  await world.sync(many);
  const twins = many.slice(0, 25).map(({ fields }, n) => record(100 + n, { Name: fields['Name'] ?? '' }));
  const { counts } = await world.sync([...many.slice(25), ...twins]);
  expect(counts).toMatchObject({ held: 25, added: 25 });
  expect(world.found('open')).toHaveLength(25);
  for (const { duplicateId } of world.found('open')) await world.decide(duplicateId, 'link');
  expect((await world.sync([...many.slice(25), ...twins])).counts).toMatchObject({ held: 0, unchanged: 40 });
  expect((await world.all()).filter(({ status }) => status === 'client')).toHaveLength(40);
});

describe('what an admin decides', () => {
  beforeEach(async () => {
    await world.addByHand('hand', 'Kea Farms', 'other@x.example');
    await world.sync([kea]);
  });
  const decide = async (action: 'link' | 'keep-apart' | 'undo') => {
    const { duplicate, changed } = await world.decide(only().duplicateId, action);
    return [duplicate.status, changed];
  };

  it('is the same however often it is said', async () => {
    expect([await decide('link'), await decide('link')]).toEqual([
      ['linked', true],
      ['linked', false],
    ]);
    expect([await decide('undo'), await decide('undo')]).toEqual([
      ['open', true],
      ['open', false],
    ]);
    expect([await decide('keep-apart'), await decide('keep-apart')]).toEqual([
      ['kept-apart', true],
      ['kept-apart', false],
    ]);
    expect(await decide('undo')).toEqual(['open', true]);
  });

  it('is not turned into its contrary without undoing', async () => {
    await decide('link');
    await expect(decide('keep-apart')).rejects.toMatchObject({ kind: 'conflict', code: 'DUPLICATE_DECIDED' });
    await decide('undo');
    await decide('keep-apart');
    await expect(decide('link')).rejects.toMatchObject({ code: 'DUPLICATE_DECIDED' });
  });

  it('undone, both are as they were', async () => {
    const [hand, own] = [await world.client('hand'), await world.client(idOf(1))];
    await decide('link');
    expect(await world.client('hand')).toMatchObject({ name: 'KEA  Farms', xpmUuid: uuidNo('c', 1) });
    await decide('undo');
    expect([await world.client('hand'), await world.client(idOf(1))]).toEqual([hand, own]);
    expect((await world.sync([kea])).counts).toMatchObject({ unchanged: 1, added: 0, archived: 0 });
  });

  it('of an automatic link can be undone, and stays so', async () => {
    world = new DuplicateWorld();
    const hand = await world.addByHand('hand', 'Kea Farms', 'tama@kea.example');
    await world.sync([kea]);
    await decide('undo');
    expect(await world.client('hand')).toEqual(hand);
    for (const delta of [false, true]) {
      expect((await world.sync([kea], { delta })).counts).toMatchObject({ unchanged: 1, added: 0 });
    }
    expect(only()).toMatchObject({ status: 'open', automatic: false });
  });

  it('is undone in the contrary order when a client was linked twice', async () => {
    await decide('link');
    const gone = { ...kea, fields: { ...kea.fields, IsArchived: 'Yes' } };
    await world.sync([gone, record(2, { Name: 'Kea Farms' })]);
    const [first, second] = world.found();
    await world.decide(second!.duplicateId, 'link');
    await expect(world.decide(first!.duplicateId, 'undo')).rejects.toMatchObject({
      code: 'DUPLICATE_CHANGED',
    });
    expect(await world.client('hand')).toMatchObject({ xpmUuid: uuidNo('c', 2) });
    await world.decide(second!.duplicateId, 'undo');
    await world.decide(first!.duplicateId, 'undo');
    expect(await world.client('hand')).toMatchObject({ name: 'Kea Farms', status: 'client' });
    expect(await world.all()).toHaveLength(3);
  });

  it('waits while a sync is running', async () => {
    const sync = await world.find([kea]);
    await expect(decide('link')).rejects.toMatchObject({ kind: 'conflict', code: 'SYNC_RUNNING' });
    await world.import(sync);
    world.end();
    expect(await decide('link')).toEqual(['linked', true]);
  });

  it('is unknown of unknown ones', async () => {
    await expect(world.decide('none', 'link')).rejects.toMatchObject({ code: 'DUPLICATE_NOT_FOUND' });
  });

  it.each(['putDecided', 'link'] as const)(
    'cut off before or after %s, is finished by repeating it',
    async (call) => {
      for (const after of [false, true]) {
        for (const action of ['link', 'undo'] as const) {
          const expected = action === 'link' ? 'linked' : 'open';
          const original: unknown = Reflect.get(world.clients, call);
          world.clients[call] = async (...given: never[]) => {
            Object.assign(world.clients, { [call]: original });
            if (after) await (original as (...all: never[]) => Promise<unknown>).apply(world.clients, given);
            throw new Error('killed');
          };
          const killed = await decide(action).catch((error: unknown) => error);
          Object.assign(world.clients, { [call]: original });
          if (killed instanceof Error) await decide(action);
          expect(only().status).toBe(expected);
          expect(await world.all()).toHaveLength(action === 'link' ? 1 : 2);
        }
      }
      expect(await world.client('hand')).toMatchObject({
        name: 'Kea Farms',
        updatedAt: '2026-01-01T00:00:00.000Z',
      });
    },
  );
});

describe('a decision that falls between the finding and the writing of a sync', () => {
  const changed = { ...kea, fields: { ...kea.fields, Phone: '09' } };
  /** The check of the lease came a moment before the sync claimed it. */
  const decideUnseen = async (action: 'link' | 'undo') => {
    const connection = (await world.connections.get(FIRM_ID))!;
    world.end();
    await world.decide(only().duplicateId, action);
    world.connections.seed(connection);
  };

  beforeEach(async () => {
    await world.addByHand('hand', 'Kea Farms', 'other@x.example');
    await world.sync([kea]);
  });

  it('a link is followed, not overwritten', async () => {
    const sync = await world.find([changed]);
    await decideUnseen('link');
    await world.import(sync);
    expect(await world.all()).toMatchObject([{ clientId: 'hand', phone: '09', xpmUuid: uuidNo('c', 1) }]);
  });

  it('an undone link is not made again', async () => {
    await world.decide(only().duplicateId, 'link');
    const sync = await world.find([changed]);
    await decideUnseen('undo');
    await world.import(sync);
    expect(await world.client('hand')).not.toHaveProperty('xpmUuid');
    expect(await world.client(idOf(1))).toMatchObject({ clientId: idOf(1), phone: '09' });
  });

  it('who was linked is archived where it is now, and nobody else is', async () => {
    const sync = await world.find([{ ...kea, fields: { ...kea.fields, IsDeleted: 'Yes' } }]);
    await decideUnseen('link');
    await world.import(sync);
    expect(await world.all()).toMatchObject([{ clientId: 'hand', status: 'archived' }]);
  });

  it('a client that was linked with another is not linked a second time by the sync', async () => {
    const other = record(2, { Name: 'Kea Farms', Email: 'other@x.example' });
    const sync = await world.find([kea, other]);
    expect(sync.found.counts).toMatchObject({ updated: 1 });
    await decideUnseen('link');
    await world.import(sync);
    expect(await world.client('hand')).toMatchObject({ xpmUuid: uuidNo('c', 1) });
    expect(await world.client(idOf(2))).toMatchObject({ clientId: idOf(2), xpmUuid: uuidNo('c', 2) });
  });
});

it('a sync that is killed while it links is finished by the next one', async () => {
  for (const call of ['putSynced', 'link'] as const) {
    world = new DuplicateWorld();
    const hand = await world.addByHand('hand', 'Kea Farms', 'tama@kea.example');
    const original: unknown = Reflect.get(world.clients, call);
    Object.assign(world.clients, { [call]: () => Promise.reject(new Error('killed')) });
    await expect(world.sync([kea])).rejects.toThrow('killed');
    Object.assign(world.clients, { [call]: original });
    await world.sync([kea]);
    expect(await world.all()).toMatchObject([{ clientId: 'hand', xpmUuid: uuidNo('c', 1) }]);
    expect(await world.client(idOf(1))).toMatchObject({ clientId: 'hand' });
    await world.decide(only().duplicateId, 'undo');
    expect(await world.client('hand')).toEqual(hand);
  }
});
