import { beforeEach, describe, expect, it } from 'vitest';
import { findChanges } from '#domain/sync/find-changes.ts';
import { FIRM, records, START, World } from '../../../support/practice/world.ts';

let world: World;
let looked: number | undefined;
beforeEach(() => {
  world = new World();
  world.list = [{ records: records(1) }];
  looked = undefined;
});

/** Somebody who began before the firm was connected is at it for so long. */
const editing = (seconds: number) => world.lock.acquire(FIRM, 'importer', after(seconds), START);
const after = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
/** Answers after how many seconds it looked at what is stored. */
async function find(modifiedSince: string | null): Promise<number | undefined> {
  const deps = world.deps();
  const { stored } = deps.clients;
  deps.clients.stored = (firmId) => {
    looked = (world.now.getTime() - START.getTime()) / 1_000;
    return stored(firmId);
  };
  const run = { ...world.run, modifiedSince };
  expect(await findChanges(deps, { run, waits: 0, requests: 0 })).toMatchObject({ next: 'page' });
  return looked;
}

describe('the first sync of a connection', () => {
  it('looks at what is stored once nobody edits any more', async () => {
    await editing(1.2);
    expect(await find(null)).toBe(1.5);
  });

  it('looks at once where nobody does', async () => {
    expect(await find(null)).toBe(0);
  });

  it('waits no longer than a lease on editing lasts: who came later found the firm connected', async () => {
    await editing(3_600);
    expect(await find(null)).toBeGreaterThanOrEqual(45);
    expect(looked).toBeLessThan(46);
  });

  it('gives Xero no more time for it: the function has but one life', async () => {
    await editing(20);
    await find(null);
    expect(world.requests[0]?.maxMilliseconds).toBe(780_000 - 20_000);
  });

  it('looks whether its token will still do when it has waited', async () => {
    await editing(20);
    world.tokenExpiresAt = after(22);
    const outcome = await findChanges(world.deps(), {
      run: { ...world.run, modifiedSince: null },
      waits: 0,
      requests: 0,
    });
    expect(outcome).toMatchObject({ next: 'check', reason: 'expired' });
  });
});

it('later syncs wait for nobody', async () => {
  await editing(20);
  expect(await find('2026-03-09T17:50:00.000Z')).toBe(0);
});
