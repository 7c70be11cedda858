import { beforeEach, describe, expect, it } from 'vitest';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { PracticeAnswerError, PracticeRefusedError, RateLimitedError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { findChanges, type FoundChanges } from '#domain/sync/find-changes.ts';
import { importPage } from '#domain/sync/import-page.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { idOf, record, records, World } from '../../../support/practice/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const outcome = (waits = 0, requests = 0) => findChanges(world.deps(), { run: world.run, waits, requests });
async function found(): Promise<FoundChanges> {
  const result = await outcome();
  if (result.next !== 'page' && result.next !== 'complete') throw new Error(`unexpected ${result.next}`);
  return result.found;
}
/** A sync of `listed` from start to end. */
async function sync(listed: PracticeRecord[]): Promise<FoundChanges> {
  world.list = [{ records: listed }];
  const result = await found();
  for (let page = 0; page < result.pages; page += 1) {
    await importPage(world.deps(), { run: world.run, page, pages: result.pages, toWrite: 0, written: 0 });
  }
  return result;
}
const delta = (listed: PracticeRecord[]) => {
  world.run = { ...world.run, mode: 'delta', modifiedSince: '2026-03-09T17:50:00.000Z' };
  world.delta = [{ records: listed }];
  return found();
};

describe('a full sync', () => {
  it('adds everybody the first time, in pages of at most 500, and nobody the second', async () => {
    const first = await sync(records(1201));
    expect(first).toMatchObject({
      counts: { ...NO_COUNTS, seen: 1201, added: 1201 },
      pages: 3,
      issueCount: 0,
      missedByDelta: null,
    });
    expect([...world.pages.values()].map((page) => page.length)).toEqual([500, 500, 201]);
    expect(world.looks.stored).toBe(1);
    world.pages.clear();
    expect(await sync(records(1201))).toMatchObject({
      counts: { ...NO_COUNTS, seen: 1201, unchanged: 1201 },
      pages: 0,
    });
    expect(world.pages.size).toBe(0);
    expect((await outcome()).next).toBe('complete');
  });

  it('cuts pages by size, too', async () => {
    const large = Array.from({ length: 400 }, (_, index) =>
      record(
        index,
        { Address: '/'.repeat(2000) },
        Array.from({ length: 20 }, (__, contact) => ({
          UUID: `d0000000-0000-4000-8000-${String(contact).padStart(12, '0')}`,
          Name: 'n'.repeat(400),
        })),
      ),
    );
    const { pages } = await sync(large);
    expect(pages).toBeGreaterThan(2);
    for (const page of world.pages.values()) expect(JSON.stringify(page).length).toBeLessThan(1_510_000);
    expect(world.clients.size).toBe(400);
  });

  it('tells added, updated, restored, archived and absent apart', async () => {
    await sync([...records(6), record(6, { IsArchived: 'Yes' })]);
    await sync([...records(5), record(5, { IsArchived: 'Yes' })]);
    expect(world.clients.get(idOf(5))?.archived).toBe(true);
    const { counts, pages } = await sync([
      record(0),
      record(1, { Phone: '09 555' }),
      record(2, { IsDeleted: 'Yes' }),
      record(5, { Name: 'Back again' }),
      record(7),
      record(8, { IsArchived: 'Yes' }),
      record(4),
    ]);
    expect(counts).toEqual({
      ...NO_COUNTS,
      seen: 7,
      unchanged: 2,
      updated: 1,
      archived: 2,
      restored: 1,
      added: 1,
    });
    expect(world.changes(pages).map((change) => [change.kind, change.clientId])).toEqual([
      ['upsert', idOf(1)],
      ['upsert', idOf(5)],
      ['upsert', idOf(7)],
      ['archive', idOf(2)],
      ['archive', idOf(3)],
    ]);
    expect(world.clients.get(idOf(5))).toMatchObject({ archived: false, client: { name: 'Back again' } });
  });

  it('never removes clients that were added by hand', async () => {
    world.clients.set('by-hand', { clientId: 'by-hand', archived: false });
    expect(await sync(records(1))).toMatchObject({ counts: { archived: 0, held: 0 } });
  });

  it('skips what it cannot read, keeps its clients, and names the reasons', async () => {
    await sync(records(3));
    const result = await sync([
      record(0, { Name: '' }),
      record(1),
      record(1, { Name: 'Twice' }),
      record(2, {}, [{ Name: 'No id' }]),
    ]);
    expect(result.counts).toEqual({ ...NO_COUNTS, seen: 4, skipped: 2, unchanged: 2 });
    expect(result.absenceCounts).toBe(true);
    expect(world.issues.flat().map(({ code }) => code)).toEqual([
      'RECORD_INVALID',
      'RECORD_DUPLICATE',
      'CONTACT_INVALID',
    ]);
    expect(world.clients.get(idOf(1))?.client?.name).toBe('Client 1');
  });

  it('believes no absence once something unidentified was listed, but flagged removals', async () => {
    await sync(records(4));
    const result = await sync([record(0), record(1, { IsArchived: 'Yes' }), record(9, { UUID: 'lost' })]);
    expect(result).toMatchObject({ absenceCounts: false, counts: { archived: 1, skipped: 1, unchanged: 1 } });
    expect(
      [...world.clients.values()].filter(({ archived }) => archived).map(({ clientId }) => clientId),
    ).toEqual([idOf(1)]);
  });

  it('stores issues in parts of 200', async () => {
    await sync(Array.from({ length: 450 }, () => record(1, { UUID: 'lost' })));
    expect(world.issues.map((part) => part.length)).toEqual([200, 200, 50]);
  });
});

describe('removals', () => {
  beforeEach(async () => {
    await sync(records(100));
  });

  it('are held above 20 and a tenth, flagged and absent together, while the rest is imported', async () => {
    const listed = [
      ...records(79),
      ...records(10, 79).map((each) => ({ ...each, fields: { ...each.fields, IsDeleted: 'Yes' } })),
      record(200),
    ];
    const result = await sync(listed);
    expect(result.counts).toEqual({ ...NO_COUNTS, seen: 90, unchanged: 79, added: 1, held: 21 });
    expect([...world.clients.values()].some(({ archived }) => archived)).toBe(false);
    const issues = world.issues.flat();
    expect(issues).toHaveLength(21);
    expect(
      issues.every(({ code, name, xpmUuid }) => code === 'REMOVAL_HELD' && name !== null && xpmUuid !== null),
    ).toBe(true);
  });

  it('go when as many were approved, and not when one more would', async () => {
    if (world.connection.run !== undefined) world.connection.run.approvedRemovals = 21;
    expect((await sync(records(78))).counts).toMatchObject({ held: 22, archived: 0 });
    expect((await sync(records(79))).counts).toMatchObject({ held: 0, archived: 21 });
  });

  it('of twenty go', async () => {
    expect((await sync(records(80))).counts).toMatchObject({ held: 0, archived: 20 });
  });

  it('are held when the list is empty, however few', async () => {
    await sync(records(85));
    await sync(records(70));
    world.clients = new Map([...world.clients].slice(0, 5));
    expect((await sync([])).counts).toMatchObject({ held: 5, archived: 0 });
  });

  it('in a delta are only the flagged ones', async () => {
    expect((await delta([record(1, { IsArchived: 'Yes' })])).counts).toMatchObject({
      archived: 1,
      held: 0,
      seen: 1,
    });
    const many = records(21).map((each) => ({ ...each, fields: { ...each.fields, IsArchived: 'Yes' } }));
    expect((await delta(many)).counts).toMatchObject({ archived: 0, held: 21 });
    expect((await delta([])).counts).toEqual(NO_COUNTS);
  });
});

describe('a delta', () => {
  it('looks up a hundred at once and reads nothing else', async () => {
    await sync(records(300));
    world.looks = { stored: 0, byIds: [] };
    const result = await delta([...records(250), record(900)]);
    expect(result).toMatchObject({ counts: { seen: 251, unchanged: 250, added: 1 }, missedByDelta: null });
    expect(world.looks).toEqual({ stored: 0, byIds: [100, 100, 51] });
    expect(world.requests.at(-1)?.modifiedSince).toEqual(new Date('2026-03-09T17:50:00.000Z'));
  });
});

describe('measuring what deltas miss', () => {
  beforeEach(async () => {
    await sync(records(10));
    world.run = { ...world.run, modifiedSince: '2026-03-09T17:50:00.000Z' };
  });
  const changed = [...records(8), record(8, { Phone: '1' }), record(9, { Phone: '1' })];

  it.each([
    [[8, 9], 0],
    [[8], 1],
    [[], 2],
    [[8, 9, 3], 0],
  ])('a delta of %j misses %i', async (inDelta, missed) => {
    world.delta = [{ records: inDelta.map((index) => record(index)) }];
    expect(await sync(changed)).toMatchObject({ missedByDelta: missed, counts: { updated: 2 } });
    expect(world.requests.slice(-2).map(({ modifiedSince }) => modifiedSince === undefined)).toEqual([
      false,
      true,
    ]);
  });

  it('is given up, not the sync, when the delta fails', async () => {
    world.delta = [{ records: [record(1)], error: new PracticeAnswerError('incomplete') }];
    expect(await sync(changed)).toMatchObject({ missedByDelta: null, counts: { updated: 2 } });
  });
});

describe('answers that fail', () => {
  it('begins again from nothing, and counts each request', async () => {
    world.list = [
      { records: records(700), error: new PracticeAnswerError('incomplete') },
      { error: new XeroUnavailableError() },
      { records: records(3), quota: { dayRemaining: 7, minuteRemaining: null } },
    ];
    const result = await outcome(0, 4);
    expect(result).toMatchObject({
      next: 'page',
      requests: 7,
      found: { counts: { seen: 3, added: 3 }, pages: 1, quota: { dayRemaining: 7, minuteRemaining: null } },
    });
    expect(world.changes(1)).toHaveLength(3);
    expect(world.sleeps).toHaveLength(2);
    for (const [index, slept] of world.sleeps.entries())
      expect(slept).toBeLessThanOrEqual(2000 * 2 ** (index + 1));
  });

  it.each([
    [new PracticeAnswerError('incomplete'), 3],
    [new XeroUnavailableError(), 3],
    [new PracticeAnswerError('too-large'), 1],
    [new PracticeRefusedError('no'), 1],
    [new TypeError('a fault of ours'), 1],
  ])('%s ends it after %i requests, without a removal', async (error, requests) => {
    await sync(records(3));
    world.requests = [];
    world.pages.clear();
    world.list = [{ records: [record(0)], error }];
    await expect(outcome()).rejects.toBe(error);
    expect(world.requests).toHaveLength(requests);
    expect(world.issues).toEqual([]);
  });

  it('sleeps through short pauses and leaves for long ones', async () => {
    world.list = [{ error: new RateLimitedError('minute', 10) }, { records: records(1) }];
    expect((await outcome()).next).toBe('page');
    expect(world.sleeps[0]).toBeGreaterThanOrEqual(10_000);
    world.list = [{ error: new RateLimitedError('minute', 11) }];
    expect(await outcome()).toEqual({ next: 'wait', seconds: 14, requests: 1 });
  });

  it('never sends more than five requests for one list', async () => {
    world.list = [
      ...Array.from({ length: 9 }, (_, index) => ({
        error: index % 2 ? new XeroUnavailableError() : new RateLimitedError('minute', 1),
      })),
      { records: [] },
    ];
    expect(await outcome()).toMatchObject({ next: 'wait', requests: 5 });
    expect(world.requests).toHaveLength(5);
  });

  it('leaves when short pauses do not help', async () => {
    world.list = [{ error: new RateLimitedError('concurrent', 2) }];
    expect(await outcome()).toEqual({ next: 'wait', seconds: 33, requests: 4 });
  });

  it('asks no more when time runs out', async () => {
    const deps = world.deps();
    const late = {
      ...deps,
      sleep: deps.sleep,
      gateway: {
        async *listClients() {
          world.requests.push({ accessToken: '', tenantId: '' });
          world.now = new Date(world.now.getTime() + 400_000);
          yield* [] as PracticeRecord[];
          await Promise.reject(new XeroUnavailableError());
          return { dayRemaining: null, minuteRemaining: null };
        },
      },
    };
    await expect(findChanges(late, { run: world.run, waits: 0, requests: 0 })).rejects.toBeInstanceOf(
      XeroUnavailableError,
    );
    expect(world.requests).toHaveLength(2);
  });
});

describe('waiting and checking', () => {
  it('keeps the lease beyond the wait', async () => {
    world.list = [{ error: new RateLimitedError('day', 7_500) }];
    world.random = 0.99;
    expect(await outcome()).toEqual({ next: 'wait', seconds: 7_505, requests: 1 });
    expect(world.renewals.at(-1)).toEqual({
      phase: 'waiting',
      requests: 1,
      leaseUntil: new Date(world.now.getTime() + (7_505 + 1_200) * 1000),
    });
  });

  it('ends when it waited too often or would wait too long', async () => {
    world.list = [{ error: new RateLimitedError('minute', 60) }];
    await expect(outcome(40)).rejects.toMatchObject({ name: 'LimitExhaustedError' });
    world.now = new Date(world.now.getTime() + 36 * 3_600_000 - 30_000);
    world.tokenExpiresAt = new Date(world.now.getTime() + 1_800_000);
    await expect(outcome(1)).rejects.toMatchObject({ name: 'LimitExhaustedError' });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
  ] as const)('%i is checked, never retried', async (status, reason) => {
    world.list = [{ error: new AccessRefusedError(status) }];
    expect(await outcome(0, 2)).toEqual({ next: 'check', reason, requests: 3 });
  });

  it('does not ask with a token that is about to expire', async () => {
    world.tokenExpiresAt = new Date(world.now.getTime() + 4_999);
    expect(await outcome(0, 2)).toEqual({ next: 'check', reason: 'expired', requests: 2 });
    expect(world.requests).toEqual([]);
  });

  it('asks with a token that lives for a minute', async () => {
    world.tokenExpiresAt = new Date(world.now.getTime() + 58_000);
    expect(await outcome()).toMatchObject({ next: 'complete' });
  });

  it.each([
    ['ended', { state: 'disconnected' as const }],
    ['is another', { epoch: 2 }],
    ['runs another sync', { fence: 2 }],
  ])('stops at once when the connection %s', async (_, change) => {
    Object.assign(world.connection, change);
    await expect(outcome()).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(world.requests).toEqual([]);
  });

  it('stops when the lease is lost', async () => {
    world.leaseLost = true;
    await expect(outcome()).rejects.toMatchObject({ name: 'LeaseLostError' });
  });

  it('shows how much there is to write', async () => {
    world.list = [{ records: records(3) }];
    await outcome();
    expect(world.renewals).toMatchObject([
      { phase: 'running', mode: 'full' },
      { progress: { toWrite: 3, written: 0 } },
    ]);
  });
});
