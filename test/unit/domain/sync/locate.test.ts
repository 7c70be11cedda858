import { describe, expect, it } from 'vitest';
import type { StoredClient } from '#domain/client/ports.ts';
import { clientIdOf } from '#domain/ids.ts';
import { locate, locateAll, StoredPlaces } from '#domain/sync/locate.ts';
import { placeOf } from '#domain/sync/place-of.ts';
import { aClient, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryClientRepository } from '../../../support/fakes/client-repository.ts';

/** The ids derived from the client's UUID, first to last. */
const at = (place: number, xpmUuid = 'kea') => clientIdOf(FIRM_ID, xpmUuid, place);
const client = (clientId: string, xpmUuid?: string): StoredClient => ({
  clientId,
  archived: false,
  ...(xpmUuid !== undefined && { xpmUuid }),
});
const link = (clientId: string, linkedTo: string): StoredClient => ({ clientId, archived: false, linkedTo });
const known = (...stored: StoredClient[]) => new Map(stored.map((one) => [one.clientId, one]));
const place = (...stored: StoredClient[]) => {
  const all = known(...stored);
  return locate(FIRM_ID, 'kea', (clientId) => all.get(clientId) ?? 'nobody');
};

describe('a client of XPM', () => {
  it.each<[string, StoredClient[], number, StoredClient | undefined]>([
    ['would be added under its first id', [], 0, undefined],
    ['is under its first id', [client(at(0), 'kea')], 0, client(at(0), 'kea')],
    ['is where its first id leads', [link(at(0), 'hand'), client('hand', 'kea')], 0, client('hand', 'kea')],
    ['has the next id when a twin has the first', [client(at(0), 'tui')], 1, undefined],
    ['has the next id when the first is of one added here', [client(at(0))], 1, undefined],
    [
      'has the next id when the first leads to a twin',
      [link(at(0), 'hand'), client('hand', 'tui'), client(at(1), 'kea')],
      1,
      client(at(1), 'kea'),
    ],
    ['has the next id when the first leads nowhere', [link(at(0), 'gone')], 1, undefined],
  ])('%s', (_what, stored, index, found) => {
    expect(place(...stored)).toStrictEqual({ at: at(index), stored: found });
  });

  it('is asked for when nobody looked yet', () => {
    const all = known(link(at(0), 'hand'));
    expect(locate(FIRM_ID, 'kea', () => undefined)).toEqual({ unknown: at(0) });
    expect(locate(FIRM_ID, 'kea', (id) => all.get(id))).toEqual({ unknown: 'hand' });
  });

  it('has at most fifty places', () => {
    const twins = (count: number) => Array.from({ length: count }, (_, n) => client(at(n), 'tui'));
    expect(place(...twins(49))).toMatchObject({ at: at(49) });
    expect(() => place(...twins(50))).toThrow('A client has no place left');
  });
});

describe('many clients', () => {
  it('are looked for all at once, each id once, and again only for those that moved', async () => {
    const stored = known(client(at(0), 'kea'), link(at(0, 'tui'), 'hand'), client('hand', 'moa'));
    const asked: string[][] = [];
    const places = await locateAll(FIRM_ID, ['kea', 'tui', 'moa', 'kea'], (ids) => {
      asked.push(ids);
      return Promise.resolve(ids.flatMap((id) => stored.get(id) ?? []));
    });
    expect(asked).toEqual([[at(0), at(0, 'tui'), at(0, 'moa')], ['hand'], [at(1, 'tui')]]);
    expect([...places]).toEqual([
      ['kea', { at: at(0), stored: client(at(0), 'kea') }],
      ['moa', { at: at(0, 'moa'), stored: undefined }],
      ['tui', { at: at(1, 'tui'), stored: undefined }],
    ]);
  });

  it('are none without a question', async () => {
    expect(await locateAll(FIRM_ID, [], () => Promise.reject(new Error('asked')))).toEqual(new Map());
  });
});

describe('the places of a whole firm', () => {
  const places = (...stored: StoredClient[]) => new StoredPlaces(FIRM_ID, known(...stored));

  it('are where its clients are', () => {
    const all = places(client(at(0), 'kea'), link(at(0, 'tui'), 'hand'), client('hand', 'tui'));
    expect(all.find('kea')).toStrictEqual({ at: at(0), stored: client(at(0), 'kea') });
    expect(all.find('tui')).toStrictEqual({ at: at(0, 'tui'), stored: client('hand', 'tui') });
    expect(all.find('moa')).toStrictEqual({ at: at(0, 'moa'), stored: undefined });
  });

  it('know a client that took over an id whose link a killed sync left out', () => {
    const all = places(client('hand', 'kea'), client('other'), client(at(0, 'tui'), 'tui'));
    expect(all.find('kea')).toStrictEqual({
      at: at(0),
      stored: client('hand', 'kea'),
      unfinished: true,
    });
    expect(all.find('moa')).toStrictEqual({ at: at(0, 'moa'), stored: undefined });
  });
});

describe('the place of one client, as it is right now', () => {
  it.each([
    ['archived or not', aClient(at(0), { xpmUuid: 'kea', status: 'archived' }), true],
    ['current', aClient(at(0), { xpmUuid: 'kea' }), false],
  ])('is known with what is stored there: %s', async (_what, stored, archived) => {
    const clients = new InMemoryClientRepository();
    clients.seed(FIRM_ID, stored);
    expect(await placeOf(clients, FIRM_ID, 'kea')).toStrictEqual({
      at: at(0),
      stored: { ...client(at(0), 'kea'), archived },
    });
  });

  it('follows a link, and passes over one who was added here', async () => {
    const clients = new InMemoryClientRepository();
    await clients.link(FIRM_ID, at(0), 'hand', { epoch: 1, fence: 1 });
    clients.seed(FIRM_ID, aClient('hand', { xpmUuid: 'kea' }));
    expect((await placeOf(clients, FIRM_ID, 'kea')).stored).toStrictEqual(client('hand', 'kea'));
    const { xpmUuid, ...byHand } = aClient('hand');
    expect(xpmUuid).toBe('xpm-hand');
    clients.seed(FIRM_ID, byHand);
    expect(await placeOf(clients, FIRM_ID, 'kea')).toStrictEqual({ at: at(1), stored: undefined });
  });
});
