import { beforeEach, describe, expect, it } from 'vitest';
import { importPage, type ImportPageDeps } from '#domain/sync/import-page.ts';
import { mapRecord } from '#domain/practice/map-record.ts';
import type { ClientChange } from '#domain/sync/sync.ts';
import { idOf, record, START, World } from '../../../support/practice/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const upsert = (index: number, fields = {}, contacts: Record<string, string>[] = []): ClientChange => {
  const mapped = mapRecord(record(index, fields, contacts));
  if (mapped.kind !== 'current') throw new Error(mapped.kind);
  return { kind: 'upsert', clientId: idOf(index), hash: `hash-${String(index)}`, client: mapped.client };
};
const run = (deps: ImportPageDeps = world.deps(), page = 0, pages = 1) =>
  importPage(deps, { run: world.run, page, pages, toWrite: 400, written: 100 });

describe('a page', () => {
  it('writes clients with their primary contact, and archives', async () => {
    world.pages.set('0', [
      upsert(1, { IsProspect: 'Yes', Phone: '09' }, [
        { UUID: 'd0000000-0000-4000-8000-000000000001', Name: 'Zoe', IsPrimary: 'No' },
        { UUID: 'd0000000-0000-4000-8000-000000000002', Name: 'Ann', IsPrimary: 'No' },
      ]),
      { kind: 'archive', clientId: 'gone' },
    ]);
    expect(await run()).toEqual({ next: 'complete', page: 1, written: 102 });
    expect(world.writes).toEqual([`put ${idOf(1)}`, 'archive gone']);
    expect(world.clients.get(idOf(1))).toMatchObject({
      hash: 'hash-1',
      client: {
        clientId: idOf(1),
        status: 'prospect',
        name: 'Client 1',
        phone: '09',
        updatedAt: START.toISOString(),
        contacts: [
          { name: 'Ann', isPrimary: true },
          { name: 'Zoe', isPrimary: false },
        ],
      },
    });
  });

  it('renews the lease first and shows how far it is', async () => {
    world.pages.set('0', []);
    world.pages.set('1', [upsert(1)]);
    expect(await run(undefined, 0, 2)).toEqual({ next: 'page', page: 1, written: 100 });
    expect(world.renewals).toMatchObject([{ phase: 'running', progress: { toWrite: 400, written: 100 } }]);
    world.leaseLost = true;
    await expect(run(undefined, 1, 2)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(world.writes).toEqual([]);
  });

  it('may be repeated', async () => {
    world.pages.set('0', [upsert(1), upsert(2)]);
    const first = await run();
    const clients = structuredClone(world.clients);
    expect(await run()).toEqual(first);
    expect(world.clients).toEqual(clients);
  });

  it('says when its changes are gone', async () => {
    await expect(run()).rejects.toMatchObject({ name: 'ChangePageMissingError' });
  });
});

describe('while it writes', () => {
  const slowly = (act: (count: number) => 'written' | 'stale') => {
    const deps = world.deps();
    const state = { begun: 0, inFlight: 0, most: 0 };
    deps.clients.putSynced = async () => {
      state.begun += 1;
      state.inFlight += 1;
      state.most = Math.max(state.most, state.inFlight);
      await new Promise((resolve) => setTimeout(resolve, 1));
      state.inFlight -= 1;
      return act(state.begun);
    };
    return { deps, state };
  };
  const page = Array.from({ length: 260 }, (_, index) => upsert(index));

  it('has 25 writes in flight and looks at the connection after every hundred', async () => {
    world.pages.set('0', page);
    const { deps, state } = slowly(() => 'written');
    let looks = 0;
    deps.connections.get = () => {
      looks += 1;
      return Promise.resolve(world.connection);
    };
    await run(deps);
    expect(state).toMatchObject({ begun: 260, most: 25 });
    expect(looks).toBe(2);
  });

  it.each([
    ['a disconnect', { epoch: 2, state: 'disconnected' as const }],
    ['a newer run', { fence: 2 }],
  ])('stops within a hundred writes of %s', async (_, change) => {
    world.pages.set('0', page);
    const { deps, state } = slowly((count) => {
      if (count === 30) Object.assign(world.connection, change);
      return 'written';
    });
    await expect(run(deps)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(state.begun).toBe(100);
  });

  it.each([
    [18, true],
    [20, false],
  ])('held back for %i minutes it goes on: %s', async (minutes, goesOn) => {
    world.pages.set('0', page);
    const { deps, state } = slowly((count) => {
      if (count === 30) world.now = new Date(world.now.getTime() + minutes * 60_000);
      return 'written';
    });
    // Whoever took the lease meanwhile may not be seen here yet: the run's own clock is enough.
    const ending = await run(deps).then(
      () => 'goes on',
      (error: unknown) => (error instanceof Error ? error.name : error),
    );
    expect(ending).toBe(goesOn ? 'goes on' : 'LeaseLostError');
    expect(state.begun < 60).toBe(!goesOn);
  });

  it('stops within a second of a disconnect where writes are slow', async () => {
    world.pages.set('0', page.slice(0, 50));
    const deps = world.deps();
    let begun = 0;
    deps.clients.putSynced = async () => {
      begun += 1;
      if (begun === 25) Object.assign(world.connection, { epoch: 2, state: 'disconnected' });
      // All that are in flight come back, one after the other, a second later.
      await Promise.resolve();
      if (begun === 25) world.now = new Date(START.getTime() + 1_000);
      return 'written';
    };
    await expect(run(deps)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(begun).toBe(25);
  });

  it('stops at the first refused write, with nothing left in flight', async () => {
    world.pages.set('0', page);
    const { deps, state } = slowly((count) => (count >= 30 ? 'stale' : 'written'));
    await expect(run(deps)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(state.inFlight).toBe(0);
    expect(state.begun).toBeLessThan(60);
  });

  it('passes a failure of the store on', async () => {
    world.pages.set('0', page);
    const { deps } = slowly(() => {
      throw new Error('throttled');
    });
    await expect(run(deps)).rejects.toThrow('throttled');
  });
});
