import { expect, it } from 'vitest';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { makeHandler as startSyncRoute } from '../../functions/api/start-sync/handler.ts';
import { makeHandler as endInterruptedRuns } from '../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/handler.ts';
import { makeHandler as findDueFirms } from '../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { actorIn, withSkew } from '../support/proof/actors.ts';
import { connectedFirm } from '../support/proof/connected.ts';
import { execute } from '../support/proof/execution.ts';
import { Interleaving, type Whims } from '../support/proof/interleaving.ts';
import { xpmClient } from '../support/proof/practices.ts';
import { shownFor, shownOf } from '../support/proof/projection.ts';
import { SeededRandom } from '../support/proof/seeded-random.ts';
import { watchWrites } from '../support/proof/watched-writes.ts';
import { callerOf, firmNo, type ProofWorld } from '../support/proof/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import '../support/quiet-log.ts';

const r19 = promise('R19', 'clocks may lie', { floor: 300 });
const FIRM = firmNo(1);
const FIRMS = 2;
const SKEW = 10 * 60_000;
/** Without deadlines: an answer that gets lost is R5's affair. */
const WHIMS: Whims = { passes: { share: 0.1, seconds: 40 }, deadlines: false };

const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/r19-clocks.test.ts`;

/** Every function of every actor has a clock of its own, up to ten minutes early or late. */
function skewedActors(world: ProofWorld, interleaving: Interleaving, random: SeededRandom) {
  return (actor: string) => {
    const parts = new Map<string, ProofWorld>();
    return (part: string): ProofWorld => {
      const known = parts.get(part);
      const ports = known ?? actorIn(withSkew(world, random.int(-SKEW, SKEW)), interleaving, actor);
      parts.set(part, ports);
      return ports;
    };
  };
}

/** Syncs of a day in which the clocks lie: the schedule, people, the watch over runs and an editor at once, again and again. */
async function lyingDay(world: ProofWorld, random: SeededRandom): Promise<void> {
  const executed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const interleaving = new Interleaving(random, world.clock, WHIMS);
    const clockedActor = skewedActors(world, interleaving, random);
    const run = async (on: (part: string) => ProofWorld, input: SyncExecutionInput) => {
      if (executed.has(input.syncId)) return;
      executed.add(input.syncId);
      await execute(on, input);
    };
    const schedule = clockedActor('schedule');
    const ada = clockedActor('ada');
    const watch = clockedActor('watch');
    await interleaving.run({
      schedule: async () => {
        const { due } = await findDueFirms(schedule('dispatch'))({ cursor: null }).catch(() => ({ due: [] }));
        for (const input of due) await run(schedule, input);
      },
      ada: async () => {
        await interleaving.pause('ada', random.int(0, 40));
        const request = { caller: callerOf(1), body: { mode: 'auto' as const }, headers: {} };
        await startSyncRoute(ada('api'))(request).catch(() => undefined);
        for (const input of world.launcher.started) await run(ada, input);
      },
      watch: async () => {
        await interleaving.pause('watch', random.int(0, 60));
        await endInterruptedRuns(watch('watch'))().catch(() => undefined);
      },
    });
    const index = random.int(0, 4);
    world.gateway.at(1).put([xpmClient(index, round + 1)]);
    if (random.chance(0.3)) world.gateway.at(1).remove([xpmClient(random.int(0, 3))]);
    world.clock.advance(random.int(10, 12 * 60) * 60_000);
  }
}

/** The clocks are right again; the next full sync sees everything. */
async function settle(world: ProofWorld): Promise<void> {
  world.clock.advance(60 * 60_000);
  await endInterruptedRuns(world)();
  for (let firm = 1; firm <= FIRMS; firm += 1) {
    const request = { caller: callerOf(firm), body: { mode: 'full' as const }, headers: {} };
    const { body } = await startSyncRoute(world)(request);
    const input = world.launcher.started.find(({ syncId }) => syncId === body.syncId);
    if (input !== undefined) await execute(world, input);
  }
}

it('whatever each clock says, nothing is lost, mixed, overwritten or locked out', async () => {
  let renewals = 0;
  for (const seed of eachSeed(300)) {
    const random = new SeededRandom(seed);
    const world = await connectedFirm(3, FIRMS);
    const writes = watchWrites(world);
    await lyingDay(world, random);
    await settle(world);
    const connection = world.connections.peek(FIRM);
    const stored = await world.vault.load(FIRM);
    // I3: what is stored can be renewed: it is the newest, or one that Xero still takes.
    const renewable = await world.identity.refresh(stored!.tokens).then(
      () => true,
      () => false,
    );
    expect(
      { state: connection?.state, run: connection?.run, stale: writes.stale, renewable },
      replay(seed),
    ).toEqual({ state: 'connected', run: undefined, stale: [], renewable: true });
    for (let firm = 1; firm <= FIRMS; firm += 1) {
      expect(await shownOf(world, firm), replay(seed)).toEqual(shownFor(await world.gateway.records(firm)));
    }
    // I4: a refresh token that had been used was never needed again.
    expect(world.identity.reused, replay(seed)).toBe(0);
    renewals += world.identity.calls.filter((call) => call === 'refresh').length;
    r19.held();
  }
  r19.figure('renewals', renewals);
});
