import { describe, expect, it } from 'vitest';
import { xeroConnection } from '../support/connection-world.ts';
import type { CrashWorld } from '../support/proof/crash/crash-world.ts';
import { replayable } from '../support/proof/crash/explore.ts';
import { interrupted } from '../support/proof/crash/interrupt.ts';
import { clientNo } from '../support/proof/crash/practice-data.ts';
import { connectAgain, disconnect, scenarioOf, SYNCS } from '../support/proof/crash/scenarios.ts';
import { settle } from '../support/proof/crash/settle.ts';
import { OTHER_TENANT } from '../support/proof/crash/standins.ts';
import { breaches, clientIds } from '../support/proof/invariants.ts';
import { mulberry32 } from '../support/proof/random.ts';
import { eachSeed, promise } from '../support/promise.ts';

const FILE = 'r16-disconnect.test.ts';
const immediate = promise('R16', 'a disconnect in the middle of a sync ends it at once', { floor: 750 });
/** The first sync and some changes: what writes the most. */
const WRITING = [0, 2].map((index) => ({ name: scenarioOf(SYNCS[index]!, 1).scenario.name, index }));
const MORE_CLIENTS = 9;

/** From 1 ms up to one and a half seconds, so that many a write is under way for long. */
function slowly(world: CrashWorld, seed: number): void {
  const random = mulberry32(seed);
  world.workflow.latency = () => 1 + Math.floor(random() ** 4 * 1_500);
}

async function aboutToStart(index: number, seed: number) {
  const { scenario, prepare } = scenarioOf(SYNCS[index]!, seed);
  const world = await prepare();
  if (scenario.act.by !== 'workflow') throw new Error('only syncs are interrupted');
  const data = mulberry32(seed);
  world.all.first.put(Array.from({ length: MORE_CLIENTS }, (_, more) => clientNo(20 + more, data)));
  const input = await scenario.act.begin(world);
  return { world, input, data, moment: world.moment() };
}

/** Disconnects at the n-th point, connects another practice, and answers whether there was such a point. */
async function disconnectAt(
  { world, input, data, moment }: Awaited<ReturnType<typeof aboutToStart>>,
  nth: number,
  seed: number,
): Promise<boolean> {
  world.goTo(moment, nth);
  slowly(world, seed * 1000 + nth);
  let acknowledged = Infinity;
  const act = async () => {
    await disconnect(world);
    acknowledged = world.clock.milliseconds;
  };
  const met = await interrupted(world, nth, () => world.execute(input), act, false);
  if (met === undefined) return false;
  const after = () => world.history.clientWrites.filter(({ at }) => at > acknowledged);
  // Nothing of it goes on in the background either.
  await world.clock.sleep(60_000);
  expect(after(), `after ${met.point.call} ${met.point.side}`).toEqual([]);
  // Of that practice, whatever it has, is nothing ours to write any more.
  const before = clientIds(world);
  await settle(world);
  expect(world.connection()).toMatchObject({ state: 'disconnected' });

  world.all.second.put(Array.from({ length: 3 }, (_, other) => clientNo(40 + other, data)));
  world.all.identity.listed = [xeroConnection('2', { tenantId: OTHER_TENANT, connectionId: 'connection-2' })];
  const epoch = world.connection().epoch;
  await connectAgain(world);
  await settle(world);
  const mixed = after().filter(({ now, claim }) => now.tenantId !== OTHER_TENANT || claim.epoch <= epoch);
  expect(mixed, 'writes for the practice that was').toEqual([]);
  // Clients of the practice before that the new one does not list: archived, or held until an admin agrees.
  const holds = world.connection().lastSync?.status === 'held';
  const ofThisPractice = { ...world.history, clientWrites: after() };
  world.history = ofThisPractice;
  expect(breaches(world, { doubledMails: 0, holds, before })).toEqual([]);
  return true;
}

describe('a disconnect at every await', () => {
  it.each(WRITING)('$name: nothing is written after it was confirmed', async ({ name, index }) => {
    let held = 0;
    for (const seed of eachSeed(3)) {
      try {
        const start = await aboutToStart(index, seed);
        for (let nth = 1; await disconnectAt(start, nth, seed); nth += 1) held += 1;
      } catch (error) {
        throw replayable(error, FILE, name, seed);
      }
    }
    immediate.held(held);
    expect(held).toBeGreaterThan(0);
  });
});
