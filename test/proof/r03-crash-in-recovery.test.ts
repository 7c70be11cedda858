import { describe, expect, it } from 'vitest';
import { goOn, judge, KILLS, placesIn, placesOf, replayable } from '../support/proof/crash/explore.ts';
import { scenarioOf, SYNCS } from '../support/proof/crash/scenarios.ts';
import { clientIds } from '../support/proof/invariants.ts';
import { mulberry32, pick, shuffled } from '../support/proof/random.ts';
import { eachSeed, promise } from '../support/promise.ts';

const FILE = 'r03-crash-in-recovery.test.ts';
const crash = promise('R3', 'a crash during the recovery from a crash loses nothing', { floor: 5_000 });
/** First deaths of a scenario and seed; each is followed by a second one wherever its recovery comes by. */
const FIRST_DEATHS = 4;
let runs = 0;

async function pairsOf(make: (typeof SYNCS)[number], seed: number): Promise<number> {
  const random = mulberry32(seed);
  const { scenario, prepare } = scenarioOf(make, seed);
  const world = await prepare();
  const before = clientIds(world);
  const firsts = shuffled(random, await placesIn(scenario, world)).slice(0, FIRST_DEATHS);
  let pairs = 0;
  for (const first of firsts) {
    const kill = pick(random, KILLS);
    world.goTo(first.moment, seed);
    const seconds = await placesOf(world, world.workflow, () => goOn(world, first, kill, seed));
    for (const [index, second] of seconds.entries()) {
      const own = seed * 1000 + index;
      const again = pick(random, KILLS);
      world.goTo(second.moment, own);
      await goOn(world, second, again, own);
      await judge(scenario, world, before, [first, second], again);
      pairs += second.points.length;
      runs += 1;
    }
  }
  return pairs;
}

const named = SYNCS.map((make, index) => ({ name: scenarioOf(make, 1).scenario.name, make, index }));

describe('cut off twice', () => {
  it.each(named)('$name: comes to what it would have come to', async ({ name, make, index }) => {
    let pairs = 0;
    for (const seed of eachSeed(2)) {
      pairs += await pairsOf(make, seed * 100 + index).catch((error: unknown) => {
        throw replayable(error, FILE, name, seed);
      });
    }
    crash.held(pairs);
    crash.figure('of which different', runs);
    expect(pairs).toBeGreaterThan(0);
  });
});
