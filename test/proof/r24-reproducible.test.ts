import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FIRM_ID } from '../support/builders.ts';
import { goOn, KILLS, placesIn, replayable } from '../support/proof/crash/explore.ts';
import { scenarioOf, SYNCS } from '../support/proof/crash/scenarios.ts';
import { mulberry32, pick } from '../support/proof/random.ts';
import { eachSeed, promise } from '../support/promise.ts';

const same = promise('R24', 'a seed is the same run, byte for byte', { floor: 200 });
const MAKERS = SYNCS;

/** Every answer that anybody got, from the first on, through a death and what came after it. */
async function traceOf(seed: number): Promise<string> {
  const random = mulberry32(seed);
  const { scenario, prepare } = scenarioOf(MAKERS[seed % MAKERS.length]!, seed);
  const world = await prepare();
  world.history.trace = [];
  const places = await placesIn(scenario, world);
  const place = pick(random, places);
  const kill = scenario.act.by === 'api' ? 'invocation' : pick(random, KILLS);
  world.goTo(place.moment, seed);
  await goOn(world, place, kill, seed);
  const lines = world.history.trace;
  expect(lines.length).toBeGreaterThan(2);
  const audit = world.all.audit.events.filter(({ firmId }) => firmId === FIRM_ID);
  return createHash('sha256').update(lines.join('\n')).update(JSON.stringify(audit)).digest('hex');
}

it('every seed twice', async () => {
  const traces = new Set<string>();
  for (const seed of eachSeed(200)) {
    const first = await traceOf(seed);
    const second = await traceOf(seed);
    if (first !== second) throw replayable('two runs differ', 'r24-reproducible.test.ts', 'twice', seed);
    traces.add(first);
    same.held();
  }
  // No two seeds are the same run, or the traces would hold too little.
  same.figure('different traces', traces.size);
  expect(traces.size).toBe(eachSeed(200).length);
});
