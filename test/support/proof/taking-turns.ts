import { setImmediate } from 'node:timers/promises';
import type { Clock, Sleep } from '#domain/system.ts';
import { between, type Random } from './random.ts';

interface Waiting {
  at: number;
  go: () => void;
}

/**
 * Makes the calls of several workers overlap in an order that a seed decides. Each call of a wrapped port stops twice:
 * before it takes effect, and before its answer arrives.
 *
 * `any-order`: whoever waits may be next, and time stands still. `by-latency`: each stop lasts for a while that the
 * seed decides, sleeping lasts as long as it says, and the clock moves from one to the next.
 */
export class TakingTurns implements Clock {
  private readonly waiting: Waiting[] = [];
  private time = Date.parse('2026-03-02T18:00:00.000Z');
  /** Turns taken so far. */
  turns = 0;

  constructor(
    private readonly random: Random,
    private readonly mode: 'any-order' | 'by-latency',
  ) {}

  now(): Date {
    return new Date(this.time);
  }

  readonly sleep: Sleep = (milliseconds) => this.stop(milliseconds);

  /** The port, with these methods (each answering a promise) in slow motion; by latency a call takes no longer than this. */
  slow<Port extends object>(
    port: Port,
    methods: readonly (keyof Port & string)[],
    longestMilliseconds: number,
  ): Port {
    const latency = () => this.latency(longestMilliseconds / 2);
    const names = new Set<string | symbol>(methods);
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const call = (parameters: unknown[]): unknown => Reflect.apply(value, target, parameters);
        if (!names.has(name)) return (...parameters: unknown[]) => call(parameters);
        return async (...parameters: unknown[]) => {
          await this.stop(latency());
          // A failure takes as long to arrive as an answer.
          const answer = Promise.resolve(call(parameters));
          await Promise.allSettled([answer]);
          await this.stop(latency());
          return answer;
        };
      },
    });
  }

  /** Lets everybody who waits take turns until `work` is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { done: false };
    const end = () => {
      state.done = true;
    };
    void work.then(end, end);
    for (;;) {
      await setImmediate();
      if (state.done) return work;
      const next = this.take();
      if (next === undefined) throw new Error('Nobody waits for a turn, and the work is not done');
      this.turns += 1;
      next.go();
    }
  }

  private take(): Waiting | undefined {
    if (this.waiting.length === 0) return undefined;
    const index =
      this.mode === 'any-order' ? between(this.random, 0, this.waiting.length - 1) : this.earliest();
    const [next] = this.waiting.splice(index, 1);
    if (next !== undefined && this.mode === 'by-latency') this.time = Math.max(this.time, next.at);
    return next;
  }

  private earliest(): number {
    let found = 0;
    this.waiting.forEach(({ at }, index) => {
      if (at < (this.waiting[found]?.at ?? Infinity)) found = index;
    });
    return found;
  }

  /** Most calls are quick, some are at once, a few take long. */
  private latency(longest: number): number {
    const kind = this.random();
    if (kind < 0.3) return 0;
    return Math.floor(this.random() * Math.min(longest, kind < 0.9 ? 40 : Infinity));
  }

  private stop(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ at: this.time + milliseconds, go: resolve });
    });
  }
}
