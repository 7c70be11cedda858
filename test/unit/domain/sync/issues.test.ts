import { describe, expect, it } from 'vitest';
import { AccessRefusedError } from '#domain/connection/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { importPage } from '#domain/sync/import-page.ts';
import { nextDue } from '#domain/sync/next-due.ts';
import { FIRM_ID } from '../../../support/builders.ts';
import { DuplicateWorld } from '../../../support/duplicate-world.ts';
import { idOf, record, records, World } from '../../../support/practice/world.ts';
import { uuidNo } from '../../../support/practice/xml.ts';

const WebUrl = 'https://practicemanager.xero.com/Client/1/Detail';
const SINCE = '2026-03-09T17:50:00.000Z';

async function find(world: World) {
  const result = await findChanges(world.deps(), { run: world.run, waits: 0, requests: 0 });
  if (result.next !== 'page' && result.next !== 'complete') throw new Error(`unexpected ${result.next}`);
  return result.found;
}
async function synced(listed: PracticeRecord[]): Promise<World> {
  const world = new World();
  world.list = [{ records: listed }];
  const { pages } = await find(world);
  for (let page = 0; page < pages; page += 1) {
    await importPage(world.deps(), { run: world.run, page, pages, toWrite: 0, written: 0 });
  }
  world.issues = [];
  return world;
}

describe('a record that is listed twice', () => {
  const message = 'XPM listed this UUID twice; the first record counts.';
  it.each([
    ['a client', record(1, { WebUrl }), 'Client 1', WebUrl],
    ['a client without a page', record(1), 'Client 1', null],
    ['an archived client', record(1, { IsArchived: 'Yes', WebUrl, Name: 'Gone' }), 'Gone', WebUrl],
    ['one that cannot be read', record(1, { Name: '', WebUrl }), null, WebUrl],
  ])('is told as what the second one is: %s', async (_what, second, name, webUrl) => {
    const world = new World();
    world.list = [{ records: [record(1), second] }];
    const { counts } = await find(world);
    expect(counts).toMatchObject({ seen: 2, skipped: 1, added: 1 });
    expect(world.issues.flat()).toStrictEqual([
      { code: 'RECORD_DUPLICATE', message, name, xpmUuid: uuidNo('c', 1), webUrl },
    ]);
  });
});

describe('more issues than anybody reads', () => {
  it('are all counted, and the first five thousand kept', async () => {
    const world = new World();
    world.list = [{ records: Array.from({ length: 5_001 }, () => record(1, { UUID: 'lost' })) }];
    expect((await find(world)).issueCount).toBe(5_001);
    expect(world.issues.flat()).toHaveLength(5_000);
  });
});

describe('what is found', () => {
  it('of a client alone names no link', async () => {
    const world = new World();
    world.list = [{ records: [record(1)] }];
    const { pages } = await find(world);
    expect(world.changes(pages)).toStrictEqual([
      {
        kind: 'upsert',
        clientId: idOf(1),
        hash: expect.stringMatching(/^[\w-]{22}$/),
        client: { xpmUuid: uuidNo('c', 1), isProspect: false, details: { name: 'Client 1' }, contacts: [] },
      },
    ]);
  });

  it('in a delta passes over what cannot be identified, and goes on', async () => {
    const world = new World();
    world.run = { ...world.run, mode: 'delta', modifiedSince: SINCE };
    world.delta = [{ records: [record(1, { UUID: 'lost' }), record(2)] }];
    expect(await find(world)).toMatchObject({ absenceCounts: false, counts: { skipped: 1, added: 1 } });
  });

  it('in a delta without a bound is the whole list', async () => {
    const world = new World();
    world.run = { ...world.run, mode: 'delta' };
    world.list = [{ records: records(3) }];
    expect((await find(world)).counts).toMatchObject({ added: 3 });
    expect(world.looks).toEqual({ stored: 1, byIds: [] });
  });
});

describe('removals that the delta did not show', () => {
  const removed = (from: number, count: number) =>
    records(count, from).map(({ fields }) => record(0, { ...fields, IsArchived: 'Yes' }));
  const missed = async (gone: number, inDelta: number) => {
    const world = await synced(records(100));
    world.run = { ...world.run, modifiedSince: SINCE };
    world.delta = [{ records: removed(0, inDelta) }];
    world.list = [{ records: [...removed(0, gone), ...records(100 - gone, gone)] }];
    return (await find(world)).missedByDelta;
  };

  it('count as missed', async () => {
    expect(await missed(3, 1)).toBe(2);
    expect(await missed(3, 3)).toBe(0);
  });

  it('count once they are carried out, not while they are held', async () => {
    expect(await missed(30, 1)).toBe(0);
  });

  it('and changes are missed together', async () => {
    const world = await synced(records(10));
    world.run = { ...world.run, modifiedSince: SINCE };
    world.list = [{ records: [...removed(0, 2), record(2, { Phone: '1' }), ...records(7, 3)] }];
    expect((await find(world)).missedByDelta).toBe(3);
  });

  it('are not looked for with a token that Xero refuses', async () => {
    const world = await synced(records(3));
    world.run = { ...world.run, modifiedSince: SINCE };
    world.delta = [{ error: new AccessRefusedError(401) }];
    const result = await findChanges(world.deps(), { run: world.run, waits: 0, requests: 0 });
    expect(result).toEqual({ next: 'check', reason: 'unauthorized', requests: 1 });
  });
});

describe('clients that are here already', () => {
  const contact = (Email: string) => [{ UUID: uuidNo('d', 1), Name: 'Ann', Email }];
  const issuesOf = async (world: DuplicateWorld, sync: number) =>
    (await world.syncs.issues(FIRM_ID, `S${String(sync)}`, { limit: 9 })).issues;

  it.each([
    [{ WebUrl }, WebUrl],
    [{}, null],
  ])('and linked are told, with the way to undo it: %o', async (fields, webUrl) => {
    const world = new DuplicateWorld();
    await world.addByHand('hand', 'Kea', 'a@x.example');
    await world.sync([record(1, { Name: 'KEA', ...fields }, contact('a@x.example'))]);
    expect(await issuesOf(world, 1)).toStrictEqual([
      {
        code: 'CLIENT_LINKED',
        message:
          'It was linked with "Kea", which was added here with the same name and e-mail. An admin can undo that under Possible duplicates.',
        name: 'KEA',
        xpmUuid: uuidNo('c', 1),
        webUrl,
      },
    ]);
  });

  it('perhaps are told until an admin decided, and no longer', async () => {
    const world = new DuplicateWorld();
    await world.addByHand('hand', 'Kea', 'a@x.example');
    await world.sync([record(1, { Name: 'KEA', WebUrl })]);
    const issue = {
      code: 'POSSIBLE_DUPLICATE',
      name: 'KEA',
      xpmUuid: uuidNo('c', 1),
      webUrl: WebUrl,
    };
    expect(await issuesOf(world, 1)).toStrictEqual([
      {
        ...issue,
        message:
          'It may be the same as "Kea", which was added here: they have name in common. An admin can link them or keep them apart under Possible duplicates.',
      },
    ]);
    await world.decide(world.found()[0]!.duplicateId, 'keep-apart');
    world.clients.forget(FIRM_ID, idOf(1));
    expect((await world.sync([record(1, { Name: 'KEA', WebUrl })])).issueCount).toBe(0);
  });

  it('under an id that XPM dropped are told as such', async () => {
    const world = new DuplicateWorld();
    await world.sync([record(1, { Name: 'Kea' }, contact('a@x.example'))]);
    await world.sync([record(2, { Name: 'Kea' }, contact('a@x.example'))]);
    expect((await issuesOf(world, 2)).map(({ message }) => message)).toEqual([
      'It may be the same as "Kea", which XPM no longer lists or has archived: they have name and an e-mail in common. An admin can link them or keep them apart under Possible duplicates.',
    ]);
  });
});

describe('the next sync of a firm', () => {
  it('is yesterday’s last one, when its offset carries it past midnight', () => {
    const firm = { timeZone: 'UTC', syncTimes: ['23:59'] };
    const late = Array.from({ length: 9 }, (_, n) => ({ ...firm, firmId: String(n) })).filter(
      (each) => nextDue(each, new Date('2026-05-01T23:58:00Z')).getUTCDate() === 2,
    );
    expect(late.length).toBeGreaterThan(5);
    for (const each of late) {
      expect(nextDue(each, new Date('2026-05-02T00:00:00Z')).getUTCDate()).toBe(2);
    }
  });
});
