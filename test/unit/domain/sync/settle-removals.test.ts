import { beforeEach, describe, expect, it } from 'vitest';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { importPage } from '#domain/sync/import-page.ts';
import { isMany } from '#domain/sync/removal-guard.ts';
import { idOf, record, records, World } from '../../../support/practice/world.ts';
import { uuidNo } from '../../../support/practice/xml.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

async function counts() {
  const result = await findChanges(world.deps(), { run: world.run, waits: 0, requests: 0 });
  if (result.next !== 'page' && result.next !== 'complete') throw new Error(`unexpected ${result.next}`);
  return result.found;
}
const full = (listed: PracticeRecord[]) => {
  world.list = [{ records: listed }];
  return counts();
};
async function store(listed: PracticeRecord[]) {
  const { pages } = await full(listed);
  for (let page = 0; page < pages; page += 1) {
    await importPage(world.deps(), { run: world.run, page, pages, toWrite: 0, written: 0 });
  }
}
function keep(index: number, archived: boolean, fromXpm: boolean): void {
  const stored = { clientId: idOf(index), archived, hash: 'hash' };
  world.clients.set(stored.clientId, fromXpm ? { ...stored, xpmUuid: uuidNo('c', index) } : stored);
}

describe('the tenth that may be removed', () => {
  it('is one of the current clients of XPM: archived ones and those added here do not count', async () => {
    await store(records(200));
    for (let index = 200; index < 230; index += 1) keep(index, true, true);
    for (let index = 230; index < 260; index += 1) keep(index, false, false);
    expect((await full(records(179))).counts).toMatchObject({ held: 21, archived: 0 });
  });

  it.each([
    ['archived', true, true],
    ['added here', false, false],
  ])('is not raised by clients that are %s', async (_, archived, fromXpm) => {
    await store(records(200));
    for (let index = 200; index < 230; index += 1) keep(index, archived, fromXpm);
    expect((await full(records(179))).counts).toMatchObject({ held: 21, archived: 0 });
  });

  it('lets 25 of 1,000 go, whether absent or flagged', async () => {
    await store(records(1000));
    expect((await full(records(975))).counts).toMatchObject({ held: 0, archived: 25 });
    world.run = { ...world.run, mode: 'delta', modifiedSince: '2026-03-09T17:50:00.000Z' };
    world.delta = [{ records: records(25).map(({ fields }) => record(0, { ...fields, IsArchived: 'Yes' })) }];
    expect((await counts()).counts).toMatchObject({ held: 0, archived: 25 });
  });

  it('is asked for only beyond 20', () => {
    expect([20, 21].map(isMany)).toEqual([false, true]);
  });
});

describe('held removals', () => {
  it('are named by what is stored, the first 200 of them; all are listed', async () => {
    await store(records(300));
    await full(records(99));
    const issues = world.issues.flat();
    expect(issues).toHaveLength(201);
    expect(issues.filter(({ name }) => name !== null)).toHaveLength(200);
    expect(issues[0]?.message).toContain('stays until an admin approves');
  });

  it('are listed also when the client is gone meanwhile', async () => {
    await store(records(30));
    for (const kept of world.clients.values()) delete kept.client;
    const { counts: found } = await full([]);
    expect(found).toMatchObject({ held: 30, archived: 0 });
    expect(world.issues.flat().map(({ name }) => name)).toEqual(Array(30).fill(null));
  });

  it('link to where XPM keeps the client, by what is stored or by what XPM said', async () => {
    const link = (index: number) => `https://practicemanager.xero.com/Client/${String(index)}/Detail`;
    await store(records(22).map(({ fields }, index) => record(index, { ...fields, WebUrl: link(index) })));
    const flagged = record(0, { IsArchived: 'Yes', WebUrl: link(99) });
    expect((await full([flagged])).counts).toMatchObject({ held: 22 });
    expect(world.issues.flat().map(({ webUrl }) => webUrl)).toEqual(
      [99, ...Array.from({ length: 21 }, (_, index) => index + 1)].map(link),
    );
  });

  it('are no changes, and a whole list is counted without a question', async () => {
    await store(records(30));
    const deps = world.deps();
    deps.clients.countSynced = () => Promise.reject(new Error('asked'));
    world.list = [{ records: [] }];
    const result = await findChanges(deps, { run: world.run, waits: 0, requests: 0 });
    expect(result).toMatchObject({ next: 'complete', found: { pages: 0, counts: { held: 30 } } });
  });

  it('keep the name that XPM gave', async () => {
    await store(records(21));
    for (const kept of world.clients.values()) if (kept.client !== undefined) kept.client.name = 'Stored';
    await full(records(21).map(({ fields }) => record(0, { ...fields, IsArchived: 'Yes' })));
    expect(new Set(world.issues.flat().map(({ name }) => name?.split(' ')[0]))).toEqual(new Set(['Client']));
  });
});
