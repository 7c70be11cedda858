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
  checkpoint: Checkpoint | undefined;
  /** The points, e.g. `clients.putSynced before`. */
  points: string[];
  /** The mail service had said yes, and nobody had noted it. */
  isMailInDoubt: boolean;
}

/** Notes every place that an actor passes, while `work` goes on. */
export async function placesOf(world: CrashWorld, actor: Actor, work: () => Promise<unknown>): Promise<Place[]> {
  const places: Place[] = [];
  actor.tap = (point) => {
    const last = places.at(-1);
    const name = `${point.call} ${point.side}`;
    if (last !== undefined && isSame(world, last, point)) {
      last.points.push(name);
      return;
    }
    const checkpoint = copy(world.checkpoint);
    const isMailInDoubt = name === 'mailer.send after';
    places.push({ moment: world.moment(), checkpoint, points: [name], isMailInDoubt });
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
    last.checkpoint?.transitions === world.checkpoint?.transitions &&
    isUnchanged(world.standIns, last.moment.state)
  );
}

/** `invocation`: the function never answers, and its execution is told so; `execution`: that is gone, too. */
export type Kill = 'invocation' | 'execution';

/** Goes back to a place and dies there; then whatever goes on by itself goes on. */
export async function dieAt(
  world: CrashWorld,
  place: Place,
  kill: Kill,
  input: SyncExecutionInput | undefined,
  seed: number,
): Promise<void> {
  const random = mulberry32(seed);
  world.goTo(place.moment, seed);
  const { checkpoint } = place;
  if (kill === 'invocation' && checkpoint !== undefined && input !== undefined) {
    const name = pick(random, ['Lambda.Unknown', 'Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError']);
    if (name === 'Sandbox.Timedout') {
      const seconds = (TIMEOUTS.get(checkpoint.state) ?? 0) - 10;
      await world.clock.until(Math.max(world.clock.milliseconds, checkpoint.entered + seconds * 1000));
    }
    await world.execute(input, { checkpoint, failure: new StateError(name, 'The function never answered.') });
  }
  await settle(world);
}

export interface Explored {
  /** Kill points, twice for each of their kinds of death. */
  cases: number;
  /** Those of them that differ in what they leave behind. */
  runs: number;
  doubledMails: number;
  reconnects: number;
}

/** Dies once at every point of a scenario, in every way, and looks at the world when it has come to rest. */
export async function explore(scenario: Scenario, world: CrashWorld, seed: number): Promise<Explored> {
  const { act, holds = false } = scenario;
  const before = clientIds(world);
  const explored: Explored = { cases: 0, runs: 0, doubledMails: 0, reconnects: 0 };
  world.checkpoint = undefined;
  const input = act.by === 'workflow' ? await act.begin(world) : undefined;
  const places =
    act.by === 'api'
      ? await placesOf(world, world.api, () => act.run(world))
      : await placesOf(world, world.workflow, () => world.execute(input!));
  const kills: Kill[] = act.by === 'api' ? ['invocation'] : ['invocation', 'execution'];

  for (const [index, place] of places.entries()) {
    for (const kill of kills) {
      await dieAt(world, place, kill, input, seed * 10_000 + index * 2 + Number(kill === 'execution'));
      if (scenario.again !== undefined && (await scenario.again(world))) await settle(world);
      const doubledMails = place.isMailInDoubt ? 1 : 0;
      const found = breaches(world, { doubledMails, holds, before });
      if (scenario.ends === 'disconnected' && world.isConnected()) found.push('the firm is still connected');
      if (found.length > 0) throw new Breach(scenario.name, place.points, kill, found);
      explored.cases += place.points.length;
      explored.runs += 1;
      explored.doubledMails += doubledIn(world);
      if (world.connection().state === 'broken') explored.reconnects += 1;
    }
  }
  return explored;
}

function doubledIn({ all }: CrashWorld): number {
  return all.mailer.sent.length - new Set(all.mailer.sent.map(({ mailId }) => mailId)).size;
}

export class Breach extends Error {
  constructor(scenario: string, points: readonly string[], kill: Kill, found: readonly string[]) {
    const [first = '', last = first] = [points[0], points.at(-1)];
    super(`"${scenario}", ${kill} killed at ${first}${last === first ? '' : ` … ${last}`}:\n${found.join('\n')}`);
    this.name = 'Breach';
  }
}
