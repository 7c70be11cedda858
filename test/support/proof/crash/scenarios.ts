import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import { RateLimitedError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { startSync, type SyncRequest } from '#domain/sync/start-sync.ts';
import { FIRM_ID } from '../../builders.ts';
import { between, mulberry32, type Random } from '../random.ts';
import { ADA, CrashWorld } from './crash-world.ts';
import { clientNo } from './practice-data.ts';

/** What somebody begins, and what is to be there when all has come to rest. */
export interface Scenario {
  name: string;
  /** The world right before it; what is drawn from `random` makes it another one for every seed. */
  prepare: (random: Random) => Promise<CrashWorld>;
  /** A sync, cut off while its execution runs; or something that a person does, cut off in the API. */
  act:
    | { by: 'workflow'; begin: (world: CrashWorld) => Promise<SyncExecutionInput> }
    | { by: 'api'; run: (world: CrashWorld) => Promise<unknown> };
  /** What the person does who got no answer; answers whether there was anything left to do. */
  again?: (world: CrashWorld) => Promise<boolean>;
  /** What XPM does not list any more stays in the portal: its removal waits for an admin. */
  holds?: boolean;
  ends?: 'disconnected';
}

const ADA_PERSON = { userId: 'ada', name: 'User ada' };
const HOUR = 3_600_000;

export async function start(world: CrashWorld, request: Partial<SyncRequest>): Promise<SyncExecutionInput> {
  const asked = {
    firmId: FIRM_ID,
    trigger: 'manual',
    requestedMode: 'auto',
    startedBy: ADA_PERSON,
    ...request,
  } as const;
  const { run } = await world.api.invoke(() => startSync(world.people.ports, asked));
  const input = world.all.launcher.started.find(({ syncId }) => syncId === run.syncId);
  if (input === undefined) throw new Error('not started');
  return input;
}

const startFirst = (world: CrashWorld) => start(world, { trigger: 'first' });

/** At the firm's next slot, as the dispatch would start it. */
export async function slot(world: CrashWorld): Promise<SyncExecutionInput> {
  const { dueAt = '' } = world.connection();
  await world.clock.until(Date.parse(dueAt));
  const { due } = await world.dueNow();
  const [input] = due;
  if (input === undefined) throw new Error('nobody is due');
  return input;
}

const either = (random: Random, request: Partial<SyncRequest> = {}) => {
  const byHand = random() < 0.5;
  return (world: CrashWorld) => (byHand ? start(world, request) : slot(world));
};

function practiceOf(random: Random): PracticeRecord[] {
  return Array.from({ length: between(random, 2, 4) }, (_, index) => clientNo(index, random));
}

async function fresh(random: Random): Promise<CrashWorld> {
  const world = await CrashWorld.of(between(random, 1, 1e9), true);
  world.all.first.put(practiceOf(random), random() < 0.5);
  return world;
}

/** Everything of the practice is in the portal. */
export async function synced(random: Random): Promise<CrashWorld> {
  const world = await fresh(random);
  await world.execute(await startFirst(world));
  return world;
}

function changeSome(world: CrashWorld, random: Random): void {
  world.all.first.put([clientNo(0, random), clientNo(7, random)]);
  if (random() < 0.5) world.all.first.put([clientNo(1, random, { IsArchived: 'Yes' })]);
}

/** From the button in the portal through Xero's consent to the address that Xero sends the browser back to. */
async function callback(world: CrashWorld): Promise<unknown> {
  const { people } = world;
  const begun = await world.api.invoke(() =>
    people.startConnection({ caller: ADA, body: { confirmPracticeChange: true } }),
  );
  const state = new URL(begun.body.authorizeUrl).searchParams.get('state') ?? '';
  const [, cookie = ''] = /=([^;]+);/.exec(begun.cookies[0] ?? '') ?? [];
  return world.api.invoke(() =>
    people.receiveCallback({
      caller: { sourceIp: '203.0.113.7', requestId: 'request-1' },
      query: { state, code: `good-${state}` },
      cookies: { [OAUTH_COOKIE]: cookie },
    }),
  );
}

export const connectAgain = callback;

export const disconnect = (world: CrashWorld) =>
  world.api.invoke(() => world.people.deleteConnection({ caller: ADA }));

async function approve(world: CrashWorld): Promise<unknown> {
  const syncId = world.connection().lastSync?.syncId ?? '';
  return world.api.invoke(() => world.people.approveRemovals({ caller: ADA, path: { syncId } }));
}

async function held(random: Random): Promise<CrashWorld> {
  const world = await synced(random);
  const { first } = world.all;
  first.remove(Array.from({ length: 9 }, (_, index) => clientNo(index, random)));
  return world;
}

export const SYNCS: readonly ((random: Random) => Scenario)[] = [
  () => ({ name: 'the first sync', prepare: fresh, act: { by: 'workflow', begin: startFirst } }),
  (random) => ({
    name: 'nothing changed',
    prepare: synced,
    act: { by: 'workflow', begin: either(random) },
  }),
  (random) => ({
    name: 'some changed',
    prepare: async (data) => {
      const world = await synced(data);
      await world.clock.sleep(HOUR);
      changeSome(world, data);
      return world;
    },
    act: { by: 'workflow', begin: either(random) },
  }),
  () => ({
    name: 'some are gone',
    prepare: async (data) => {
      const world = await synced(data);
      await world.clock.sleep(HOUR);
      world.all.first.remove([clientNo(0, data)]);
      world.all.first.put([clientNo(1, data, { IsDeleted: 'Yes' })]);
      return world;
    },
    act: { by: 'workflow', begin: (world) => start(world, { requestedMode: 'full' }) },
  }),
  (random) => ({
    name: 'the token is refused',
    prepare: async (data) => {
      const world = await synced(data);
      await world.clock.sleep(HOUR);
      changeSome(world, data);
      world.all.first.failures.push(new AccessRefusedError(401));
      return world;
    },
    act: { by: 'workflow', begin: either(random) },
  }),
  (random) => ({
    name: 'Xero is away',
    prepare: async (data) => {
      const world = await synced(data);
      await world.clock.sleep(HOUR);
      changeSome(world, data);
      for (let request = 0; request < 3; request += 1)
        world.all.first.failures.push(new XeroUnavailableError());
      return world;
    },
    act: { by: 'workflow', begin: either(random) },
  }),
  () => ({
    name: 'Xero asks to wait',
    prepare: async (data) => {
      const world = await fresh(data);
      world.all.first.failures.push(new RateLimitedError('minute', between(data, 11, 50)));
      return world;
    },
    act: { by: 'workflow', begin: startFirst },
  }),
  () => ({
    name: 'an empty list',
    prepare: held,
    holds: true,
    act: { by: 'workflow', begin: (world) => start(world, { requestedMode: 'full' }) },
  }),
];

export const ACTS: readonly ((random: Random) => Scenario)[] = [
  () => ({
    name: 'connect',
    prepare: async (data) => {
      const world = await CrashWorld.of(between(data, 1, 1e9), false);
      world.all.first.put(practiceOf(data));
      return world;
    },
    act: { by: 'api', run: callback },
    again: async (world) => {
      if (world.isConnected()) return false;
      await callback(world);
      return true;
    },
  }),
  () => ({
    name: 'disconnect',
    prepare: synced,
    act: { by: 'api', run: disconnect },
    again: async (world) => {
      if (!world.isConnected()) return false;
      await disconnect(world);
      return true;
    },
    ends: 'disconnected',
  }),
  () => ({
    name: 'approve removals',
    prepare: async (data) => {
      const world = await held(data);
      await world.execute(await start(world, { requestedMode: 'full' }));
      return world;
    },
    act: { by: 'api', run: approve },
    again: async (world) => {
      if (world.connection().lastSync?.status !== 'held') return false;
      await approve(world);
      return true;
    },
  }),
  () => ({
    name: 'start a sync',
    prepare: async (data) => {
      const world = await synced(data);
      await world.clock.sleep(HOUR);
      changeSome(world, data);
      return world;
    },
    act: { by: 'api', run: (world) => start(world, {}) },
    again: async (world) => {
      await world.execute(await start(world, {}));
      return true;
    },
  }),
];

/** The scenario as a seed has it. */
export function scenarioOf(
  make: (random: Random) => Scenario,
  seed: number,
): { scenario: Scenario; prepare: () => Promise<CrashWorld> } {
  const scenario = make(mulberry32(seed ^ 0x5eed));
  return { scenario, prepare: () => scenario.prepare(mulberry32(seed)) };
}
