import type { FakeClock } from '../fakes/system.ts';
import type { SeededRandom } from './seeded-random.ts';

interface Waiting {
  actor: string;
  go: () => void;
}

interface Zombie {
  actor: string;
  /** Before its step of that number, or with the call of that name and number on its way. */
  at: number | { call: string; number: number };
  minutes: number;
}

export interface Whims {
  /** How often time passes between two steps, and how many seconds at most. */
  passes: { share: number; seconds: number };
  /** Who is held back until nobody else can go on, and the minutes that pass at once. */
  zombie?: Zombie;
  /** Every call from outside has a deadline; without one it has its effect however late it arrives. */
  deadlines: boolean;
}

const CALL_SECONDS = 60;
/** Calls that are on their way get so far before the next choice is made. */
const TICKS = 8;
const STUCK_TICKS = 5_000;

/**
 * Lets actors run at the same time: every call of a port is a place where another one may go on instead. Who goes on,
 * when time passes and who is held back is drawn, so that a seed repeats it all.
 */
export class Interleaving {
  steps = 0;
  private readonly waiting: Waiting[] = [];
  private readonly zombie: { seen: number; held: boolean; over: boolean } = {
    seen: 0,
    held: false,
    over: false,
  };
  private active = 0;

  constructor(
    private readonly random: SeededRandom,
    private readonly clock: FakeClock,
    private readonly whims: Whims,
  ) {}

  /** The ports as one actor sees them. */
  portsOf<T extends object>(actor: string, ports: T): T {
    const entries = Object.entries(ports).map(([name, port]: [string, unknown]) => [
      name,
      isPort(port) ? this.gated(actor, port) : port,
    ]);
    return Object.fromEntries(entries) as T;
  }

  /** Waits until it is this actor's turn. */
  turn(actor: string): Promise<void> {
    return new Promise((go) => {
      this.waiting.push({ actor, go });
    });
  }

  /** Waits for so many turns. */
  async pause(actor: string, turns: number): Promise<void> {
    for (let left = turns; left > 0; left -= 1) await this.turn(actor);
  }

  async run(actors: Record<string, () => Promise<unknown>>): Promise<void> {
    const failures: unknown[] = [];
    for (const [actor, act] of Object.entries(actors)) {
      this.active += 1;
      void this.turn(actor)
        .then(act)
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          this.active -= 1;
        });
    }
    while (this.active > 0) {
      await this.settle();
      if (this.waiting.length > 0) this.step();
    }
    if (failures.length > 0) throw failures[0];
  }

  private step(): void {
    this.steps += 1;
    const { random, clock, whims } = this;
    if (random.chance(whims.passes.share)) clock.advance(random.int(1, whims.passes.seconds) * 1000);
    const { held } = this.zombie;
    const awake = held ? this.waiting.filter(({ actor }) => actor !== whims.zombie?.actor) : this.waiting;
    if (awake.length === 0) this.zombie.held = false;
    const next = random.pick(awake.length > 0 ? awake : this.waiting);
    if (typeof whims.zombie?.at === 'number' && next.actor === whims.zombie.actor) {
      if (this.holdAt(whims.zombie.at)) return;
    }
    this.waiting.splice(this.waiting.indexOf(next), 1);
    next.go();
  }

  /** Whether the zombie is to be held back here. */
  private holdAt(number: number): boolean {
    if (this.zombie.over) return false;
    this.zombie.seen += 1;
    if (this.zombie.seen < number) return false;
    Object.assign(this.zombie, { held: true, over: true });
    this.clock.advance((this.whims.zombie?.minutes ?? 0) * 60_000);
    return true;
  }

  private async settle(): Promise<void> {
    for (let tick = 0; tick < TICKS; tick += 1) await Promise.resolve();
    for (let tick = 0; this.waiting.length === 0 && this.active > 0; tick += 1) {
      if (tick > STUCK_TICKS) throw new Error('Nobody goes on');
      await Promise.resolve();
    }
  }

  private gated(actor: string, port: object): object {
    const members = new Map<PropertyKey, unknown>();
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || name === 'constructor') return member;
        if (!members.has(name)) members.set(name, this.call(actor, target, member, String(name)));
        return members.get(name);
      },
    });
  }

  private call(actor: string, target: object, member: CallableFunction, name: string) {
    const { zombie } = this.whims;
    const at = zombie?.actor === actor && typeof zombie.at === 'object' ? zombie.at : undefined;
    if (member.constructor.name === 'AsyncGeneratorFunction') {
      return (...args: unknown[]) =>
        this.walk(actor, Reflect.apply(member, target, args) as AsyncIterable<unknown>);
    }
    return async (...args: unknown[]) => {
      const issued = this.clock.now().getTime();
      if (at?.call === name) this.holdAt(at.number);
      await this.turn(actor);
      const late = this.clock.now().getTime() - issued > CALL_SECONDS * 1000;
      if (late && this.whims.deadlines) throw new Error('The call timed out');
      const answer = await (Reflect.apply(member, target, args) as Promise<unknown>);
      if (this.random.chance(0.25)) await this.turn(actor);
      return answer;
    };
  }

  private async *walk(
    actor: string,
    items: AsyncIterable<unknown>,
  ): AsyncGenerator<unknown, unknown, undefined> {
    const iterator = items[Symbol.asyncIterator]();
    for (;;) {
      if (this.random.chance(0.25)) await this.turn(actor);
      const { done, value } = await iterator.next();
      if (done === true) return value;
      yield value;
    }
  }
}

/** Values, functions and the clock are nobody's to wait for. */
function isPort(port: unknown): port is object {
  return typeof port === 'object' && port !== null && !Array.isArray(port) && !('advance' in port);
}
