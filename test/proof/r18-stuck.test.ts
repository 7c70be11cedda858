import { describe, expect, it } from 'vitest';
import { FIRM_ID } from '../support/builders.ts';
import type { CrashWorld } from '../support/proof/crash/crash-world.ts';
import { placesIn, replayable, type Place } from '../support/proof/crash/explore.ts';
import { scenarioOf, SYNCS } from '../support/proof/crash/scenarios.ts';
import { DISPATCH_EVERY, schedules } from '../support/proof/crash/settle.ts';
import { eachSeed, promise } from '../support/promise.ts';

const FILE = 'r18-stuck.test.ts';
const stuck = promise('R18', 'a run that nobody works on is ended by the second sweep', { floor: 1_350 });
const alive = { sweeps: 0, longestMinutes: 0 };
const named = SYNCS.map((make, index) => ({ name: scenarioOf(make, 1).scenario.name, make, index }));
const ENDED = new Set(['succeeded', 'partial', 'held', 'failed', 'interrupted']);

/** The execution dies at the place, and nothing starts it again. Answers after how many minutes its run was over. */
async function minutesTillEnded(world: CrashWorld, place: Place, seed: number): Promise<number> {
  world.goTo(place.moment, seed);
  const { run } = world.connection();
  const died = world.clock.milliseconds;
  if (run === undefined) return 0;
  const sweeps = [];
  for (;;) {
    const now = world.clock.milliseconds;
    await world.clock.until(Math.floor(now / DISPATCH_EVERY + 1) * DISPATCH_EVERY);
    if (world.clock.milliseconds > Date.parse(run.leaseUntil)) sweeps.push(world.clock.milliseconds);
    await schedules(world, true);
    if (world.connection().run?.syncId !== run.syncId) break;
    expect(sweeps.length, 'sweeps after the end of the lease').toBeLessThan(2);
  }
  const record = await world.all.syncs.get(FIRM_ID, run.syncId);
  expect(ENDED, `the record of ${place.points.join(', ')}`).toContain(record?.status);
  return ((sweeps[0] ?? died) - died) / 60_000;
}

describe('a run that nobody works on any more', () => {
  it.each(named)('$name: is ended in time', async ({ name, make, index }) => {
    let points = 0;
    for (const seed of eachSeed(2)) {
      try {
        const { scenario, prepare } = scenarioOf(make, seed * 100 + index);
        const world = await prepare();
        for (const [nth, place] of (await placesIn(scenario, world)).entries()) {
          const minutes = await minutesTillEnded(world, place, seed * 1000 + nth);
          alive.longestMinutes = Math.max(alive.longestMinutes, Math.ceil(minutes));
          points += place.points.length;
        }
      } catch (error) {
        throw replayable(error, FILE, name, seed);
      }
    }
    stuck.held(points);
    stuck.figure('longest minutes', alive.longestMinutes);
    // The lease of 20 minutes, beyond the minute at most that a run here said it would wait, and 15 between two sweeps.
    expect(alive.longestMinutes).toBeLessThanOrEqual(36);
  });
});

describe('a run that is alive', () => {
  it.each(named)('$name: is left alone by however many sweeps', async ({ make, index }) => {
    for (const seed of eachSeed(2)) {
      const { scenario, prepare } = scenarioOf(make, seed * 100 + index);
      const world = await prepare();
      if (scenario.act.by !== 'workflow') continue;
      const running = world.execute(await scenario.act.begin(world));
      let isOver = false;
      const over = running.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await world.clock.sleep(20);
        expect(await world.background.invoke(() => world.triggers.sweep())).toMatchObject({ ended: 0 });
        alive.sweeps += 1;
      }
      const { status } = await over;
      expect(status).toBe(scenario.name === 'Xero is away' ? 'FAILED' : 'SUCCEEDED');
    }
    stuck.figure('sweeps past the living', alive.sweeps);
  });
});
