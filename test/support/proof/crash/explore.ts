import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { MachineSchema } from '../../../../local/workflows/definition.ts';
import { StateError } from '../../../../local/workflows/errors.ts';
import type { Checkpoint } from '../../../../local/workflows/run.ts';
import { definitionOf } from '../../workflows/definitions.ts';
import { breaches, clientIds } from '../invariants.ts';
import { mulberry32, pick } from '../random.ts';
import type { Actor, Point } from './actor.ts';
import type { CrashWorld, Moment } from './crash-world.ts';
import { copy, isUnchanged } from './kept-state.ts';
import type { Scenario } from './scenarios.ts';
import { settle } from './settle.ts';

const TIMEOUTS = new Map(
  Object.entries(MachineSchema.parse(definitionOf('sync-firm')).States).map(([name, state]) => [
    name,
    'TimeoutSeconds' in state ? Number(state.TimeoutSeconds) : 0,
  ]),
);

/**
 * A place to die. Points between which nothing was stored or sent are one place: what is left behind is the same, byte
 * for byte, so that all of them go on alike.
 */
export interface Place {
  moment: Moment;
  /** The execution that was under way, and where it stood. */
  executing: { input: SyncExecutionInput; checkpoint: Checkpoint } | undefined;
  /** The points, e.g. `clients.putSynced before`. */
  points: string[];
  /** The mail service had said yes, and nobody had noted it. */
  isMailInDoubt: boolean;
}

/** Notes every place that an actor passes, while `work` goes on. */
export async function placesOf(
  world: CrashWorld,
  actor: Actor,
  work: () => Promise<unknown>,
): Promise<Place[]> {
  const places: Place[] = [];
  actor.tap = (point) => {
    const last = places.at(-1);
    const name = `${point.call} ${point.side}`;
    if (last !== undefined && isSame(world, last, point)) {
      last.points.push(name);
      return;
    }
    const { executing: input, checkpoint } = world;
    const executing = input && checkpoint && { input, checkpoint: copy(checkpoint) };
    const isMailInDoubt = name === 'mailer.send after';
    places.push({ moment: world.moment(), executing, points: [name], isMailInDoubt });
  };
  try {
    await work();
  } finally {
    actor.tap = undefined;
  }
  return places;
}

function isSame(world: CrashWorld, last: Place, point: Point): boolean {
  if (point.call === 'mailer.send' && point.side === 'after') return false;
  return (
    last.executing?.checkpoint.transitions === world.checkpoint?.transitions &&
    isUnchanged(world.standIns, last.moment.state)
  );
}

/** `invocation`: the function never answers, and its execution is told so; `execution`: that is gone, too. */
export type Kill = 'invocation' | 'execution';
export const KILLS: readonly Kill[] = ['invocation', 'execution'];

/** What goes on by itself after somebody died at the place that the world has gone back to. */
export async function goOn(world: CrashWorld, place: Place, kill: Kill, seed: number): Promise<void> {
  const { executing } = place;
  if (kill === 'invocation' && executing !== undefined) {
    const { input, checkpoint } = executing;
    const name = pick(mulberry32(seed), DEATHS);
    if (name === 'Sandbox.Timedout') {
      const seconds = (TIMEOUTS.get(checkpoint.state) ?? 0) - 10;
      await world.clock.until(Math.max(world.clock.milliseconds, checkpoint.entered + seconds * 1000));
    }
    await world.execute(input, { checkpoint, failure: new StateError(name, 'The function never answered.') });
  }
  await settle(world);
}

/** What Lambda says of a function that never answered. */
const DEATHS = ['Lambda.Unknown', 'Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError'];

export interface Explored {
  /** Kill points, twice for each of their kinds of death. */
  cases: number;
  /** Those of them that differ in what they leave behind. */
  runs: number;
  doubledMails: number;
  reconnects: number;
}

/** The scenario's act, undisturbed: every place that it passes. */
export async function placesIn({ act }: Scenario, world: CrashWorld): Promise<Place[]> {
  if (act.by === 'api') return placesOf(world, world.api, () => act.run(world));
  const input = await act.begin(world);
  return placesOf(world, world.workflow, () => world.execute(input));
}

/** Dies once at every point of a scenario, in every way, and looks at the world when it has come to rest. */
export async function explore(scenario: Scenario, world: CrashWorld, seed: number): Promise<Explored> {
  const before = clientIds(world);
  const explored: Explored = { cases: 0, runs: 0, doubledMails: 0, reconnects: 0 };
  const places = await placesIn(scenario, world);
  const kills = scenario.act.by === 'api' ? KILLS.slice(0, 1) : KILLS;
  for (const [index, place] of places.entries()) {
    for (const [nth, kill] of kills.entries()) {
      const own = seed * 10_000 + index * 2 + nth;
      world.goTo(place.moment, own);
      await goOn(world, place, kill, own);
      await judge(scenario, world, before, [place], kill);
      explored.cases += place.points.length;
      explored.runs += 1;
      explored.doubledMails += doubledIn(world);
      if (world.connection().state === 'broken') explored.reconnects += 1;
    }
  }
  return explored;
}

/** Whoever got no answer tries again; then all must be as if nobody had ever died. */
export async function judge(
  scenario: Scenario,
  world: CrashWorld,
  before: ReadonlySet<string>,
  places: readonly Place[],
  kill: Kill,
): Promise<void> {
  if (scenario.again !== undefined && (await scenario.again(world))) await settle(world);
  const doubledMails = places.filter(({ isMailInDoubt }) => isMailInDoubt).length;
  const found = breaches(world, { doubledMails, holds: scenario.holds ?? false, before });
  if (scenario.ends === 'disconnected' && world.isConnected()) found.push('the firm is still connected');
  if (found.length > 0) throw new Breach(scenario.name, places, kill, found);
}

function doubledIn({ all }: CrashWorld): number {
  return all.mailer.sent.length - new Set(all.mailer.sent.map(({ mailId }) => mailId)).size;
}

class Breach extends Error {
  constructor(scenario: string, places: readonly Place[], kill: Kill, found: readonly string[]) {
    const where = places.map(({ points, executing }) => {
      const [first = '', last = first] = [points[0], points.at(-1)];
      return `${executing?.checkpoint.state ?? '-'}: ${first}${last === first ? '' : ` … ${last}`}`;
    });
    super(`"${scenario}", ${kill} killed at ${where.join(', then at ')}\n${found.join('\n')}`);
    this.name = 'Breach';
  }
}

/** The failure of a seed, with the command that shows it again. */
export function replayable(error: unknown, file: string, name: string, seed: number): Error {
  const command = `SEED=${String(seed)} npx vitest run --project proof test/proof/${file} -t "${name}"`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Error(`${text}\n${command}`, { cause: error });
}
