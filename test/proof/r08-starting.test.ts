import { expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { makeHandler as startSyncRoute } from '../../functions/api/start-sync/handler.ts';
import { makeHandler as findDueFirms } from '../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { actorIn } from '../support/proof/actors.ts';
import { connectedFirm } from '../support/proof/connected.ts';
import { execute } from '../support/proof/execution.ts';
import { Interleaving, type Whims } from '../support/proof/interleaving.ts';
import { SeededRandom } from '../support/proof/seeded-random.ts';
import { callerOf, firmNo, type ProofWorld } from '../support/proof/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import '../support/quiet-log.ts';

const r8 = promise('R8', 'starting is idempotent', { floor: 800 });
const FIRM = firmNo(1);
const CALM: Whims = { passes: { share: 0.05, seconds: 2 }, deadlines: true };

const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/r08-starting.test.ts`;
const begun = ({ audit }: ProofWorld) =>
  audit.events.filter(({ action }) => action === 'SYNC_STARTED').map(({ details }) => details['syncId']);

/** As the workflow service does it: an execution of a name runs once, however often it is started. */
function executions() {
  const names = new Map<string, Promise<unknown>>();
  return {
    names,
    start: (name: string, run: () => Promise<unknown>) => {
      if (!names.has(name)) names.set(name, run());
      return names.get(name);
    },
  };
}

it('the same slot, delivered ten times, is one execution', async () => {
  for (const seed of eachSeed(200)) {
    const world = await connectedFirm();
    const interleaving = new Interleaving(new SeededRandom(seed), world.clock, CALM);
    const service = executions();
    const deliver = (actor: string) => async () => {
      const ports = actorIn(world, interleaving, actor);
      const { due } = await findDueFirms(ports)({ cursor: null });
      for (const input of due) await service.start(input.syncId, () => execute(ports, input));
    };
    const actors = Array.from({ length: 10 }, (_, index) => `delivery-${String(index)}`);
    await interleaving.run(Object.fromEntries(actors.map((actor) => [actor, deliver(actor)])));
    expect(begun(world), replay(seed)).toEqual([...service.names.keys()]);
    expect(service.names.size, replay(seed)).toBe(1);
    r8.held();
  }
});

it('the same key starts one sync, whenever it is asked again, and no other body', async () => {
  for (const seed of eachSeed(300)) {
    const random = new SeededRandom(seed);
    const world = await connectedFirm();
    const interleaving = new Interleaving(random, world.clock, CALM);
    const service = executions();
    const answers: { mode: string; said: string }[] = [];
    const ask = (actor: string) => async () => {
      const ports = actorIn(world, interleaving, actor);
      await interleaving.pause(actor, random.int(0, 60));
      const mode = random.pick(['auto', 'auto', 'full'] as const);
      const request = { caller: callerOf(1), body: { mode }, headers: { 'idempotency-key': 'key-1' } };
      const said = await startSyncRoute(ports)(request).then(
        ({ body }) => body.syncId,
        (error: unknown) => (error instanceof DomainError ? error.code : 'failed'),
      );
      answers.push({ mode, said });
      for (const input of world.launcher.started)
        await service.start(input.syncId, () => execute(ports, input));
    };
    const actors = Array.from({ length: 6 }, (_, index) => `click-${String(index)}`);
    await interleaving.run(Object.fromEntries(actors.map((actor) => [actor, ask(actor)])));
    expect(begun(world), replay(seed)).toHaveLength(1);
    const [syncId] = begun(world);
    const won = answers.find(({ said }) => said === syncId)?.mode;
    for (const { mode, said } of answers) {
      expect(said, replay(seed)).toBe(mode === won ? syncId : 'IDEMPOTENCY_KEY_REUSED');
    }
    r8.held();
  }
});

it.each([
  ['before the execution was started', false],
  ['after it was started, with its answer lost', true],
])('a start that failed %s can be asked for again under the same key', async (_, wasStarted) => {
  for (const seed of eachSeed(150)) {
    const random = new SeededRandom(seed);
    const world = await connectedFirm();
    const service = executions();
    const start = world.launcher.start.bind(world.launcher);
    let failures = random.int(1, 3);
    world.launcher.start = async (input) => {
      failures -= 1;
      if (failures < 0 || wasStarted) await start(input);
      if (failures >= 0) throw new Error('no answer');
    };
    const work = async () => {
      for (const input of world.launcher.started)
        await service.start(input.syncId, () => execute(world, input));
    };
    const said: (string | undefined)[] = [];
    for (let clicks = 0; clicks < 6; clicks += 1) {
      const headers = { 'idempotency-key': 'key-1' };
      const answer = await startSyncRoute(world)({
        caller: callerOf(1),
        body: { mode: 'auto' },
        headers,
      }).catch(() => undefined);
      said.push(answer?.body.syncId);
      if (random.chance(0.5)) await work();
      world.clock.advance(random.int(0, 90) * 1000);
    }
    await work();
    expect(begun(world), replay(seed)).toHaveLength(1);
    expect(said.filter(Boolean).length, replay(seed)).toBeGreaterThan(0);
    expect(new Set(said.filter(Boolean)), replay(seed)).toEqual(new Set([begun(world)[0]]));
    expect(world.connections.peek(FIRM)?.run, replay(seed)).toBeUndefined();
    r8.held();
  }
});
