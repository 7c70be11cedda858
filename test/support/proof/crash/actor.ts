import type { VirtualClock } from './virtual-clock.ts';
import type { Random } from '../random.ts';

/** A call of a port, just before it takes effect or just after. */
export interface Point {
  actor: string;
  /** E.g. `clients.putSynced`. */
  call: string;
  side: 'before' | 'after';
  args: readonly unknown[];
  answer?: unknown;
}

/** Called at every point; what it does happens there and then, and who is there goes on when it is done. */
export type Tap = (point: Point) => unknown;

/** One invocation of a function: it can die, and then nothing of it ever goes on. */
class Process {
  isAlive = true;
  readonly death: Promise<never>;
  private fail: (error: Error) => void = () => undefined;

  constructor() {
    this.death = new Promise<never>((_, reject) => {
      this.fail = reject;
    });
    this.death.catch(() => undefined);
  }

  die(error: Error): void {
    this.isAlive = false;
    this.fail(error);
  }
}

const NEVER = new Promise<never>(() => undefined);

/**
 * Somebody whose calls all take their time and can be their last: functions of the workflow, of the API, of the
 * schedules. One of its invocations runs at a time.
 */
export class Actor {
  tap: Tap | undefined;
  private process = new Process();

  constructor(
    readonly name: string,
    private readonly clock: VirtualClock,
    private readonly history: (point: Point) => void,
    /** How long a call takes, in milliseconds. */
    public latency: (call: string) => number,
  ) {}

  /** An invocation; what it leaves unfinished when it answers is frozen, as in Lambda. */
  async invoke<T>(work: () => Promise<T>): Promise<T> {
    const process = new Process();
    this.process = process;
    try {
      return await Promise.race([work(), process.death]);
    } finally {
      process.isAlive = false;
    }
  }

  /** The invocation that runs now ends here, and whoever waits for it is told `error`. */
  kill(error: Error): void {
    this.process.die(error);
  }

  get isAtWork(): boolean {
    return this.process.isAlive;
  }

  /** The same ports, each call of which is two points. */
  wired<Ports extends Record<string, object>>(ports: Ports): Ports {
    const wired = Object.entries(ports).map(([name, port]) => [name, this.wire(name, port)] as const);
    return Object.fromEntries(wired) as Ports;
  }

  private wire(port: string, target: object): object {
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(target, {
      get: (_, name) => {
        const known = methods.get(name);
        if (known !== undefined) return known;
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || typeof name !== 'string') return value;
        const call = `${port}.${name}`;
        const method = value as (...args: unknown[]) => unknown;
        const made = GENERATORS.has(call)
          ? (...args: unknown[]) => this.stream(call, args, method.apply(target, args))
          : (...args: unknown[]) => this.call(call, args, () => method.apply(target, args));
        methods.set(name, made);
        return made;
      },
    });
  }

  private async call(call: string, args: readonly unknown[], effect: () => unknown): Promise<unknown> {
    const { process } = this;
    if (!process.isAlive) return NEVER;
    await this.clock.sleep(this.latency(call));
    if (!process.isAlive) return NEVER;
    const hold = this.report({ actor: this.name, call, side: 'before', args });
    if (hold !== undefined) await hold;
    if (!process.isAlive) return NEVER;
    let answer: unknown;
    let failure: { thrown: unknown } | undefined;
    try {
      answer = await effect();
    } catch (thrown) {
      failure = { thrown };
    }
    const answered = failure?.thrown ?? answer;
    const rest = this.report({ actor: this.name, call, side: 'after', args, answer: answered });
    if (rest !== undefined) await rest;
    if (!process.isAlive) return NEVER;
    if (failure !== undefined) throw failure.thrown;
    return answer;
  }

  /** What comes piece by piece: every piece is a call. */
  private stream(call: string, args: readonly unknown[], generator: unknown): AsyncGenerator {
    const source = generator as AsyncGenerator;
    const next = () => this.call(call, args, () => source.next()) as Promise<IteratorResult<unknown>>;
    const stream = {
      next,
      return: (value: unknown) => source.return(value),
      throw: (error: unknown) => source.throw(error),
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  }

  private report(point: Point): Promise<unknown> | undefined {
    this.history(point);
    const hold = this.tap?.(point);
    return hold instanceof Promise ? hold : undefined;
  }
}

const GENERATORS = new Set(['clients.stored', 'clients.all', 'clients.likenesses', 'gateway.listClients']);

/** Calls take 1 to 20 ms, one in ten as long as 200. */
export function usualLatency(random: Random): () => number {
  return () => 1 + Math.floor(random() ** 2 * 20) + (random() < 0.1 ? Math.floor(random() * 180) : 0);
}
