import type { Clock } from '#domain/system.ts';

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

/**
 * One time for all that runs at once. It stands still while anybody has something to do, and moves to the earliest
 * sleeper's time as soon as everybody sleeps: so what happens in which order hangs on nothing but how long they sleep.
 */
export class VirtualClock implements Clock {
  private time: number;
  private order = 0;
  private sleepers: Sleeper[] = [];
  private isTurning = false;

  constructor(start: number) {
    this.time = start;
  }

  get milliseconds(): number {
    return this.time;
  }

  now(): Date {
    return new Date(this.time);
  }

  readonly sleep = (milliseconds: number): Promise<void> => this.until(this.time + milliseconds);

  until(at: number): Promise<void> {
    return new Promise((wake) => {
      this.order += 1;
      this.sleepers.push({ at, order: this.order, wake });
      this.turnSoon();
    });
  }

  /** Another time, and nobody sleeps any more: whoever did never wakes. */
  reset(time: number): void {
    this.time = time;
    this.sleepers = [];
  }

  /** Ticks come after all promises that can go on have gone on, but only those that were asked for from a promise. */
  private turnSoon(): void {
    if (this.isTurning) return;
    this.isTurning = true;
    queueMicrotask(() => {
      process.nextTick(() => {
        this.isTurning = false;
        this.turn();
      });
    });
  }

  private turn(): void {
    const [first] = this.sleepers;
    if (first === undefined) return;
    const next = this.sleepers.reduce(
      (best, one) => (one.at < best.at || (one.at === best.at && one.order < best.order) ? one : best),
      first,
    );
    this.sleepers.splice(this.sleepers.indexOf(next), 1);
    this.time = Math.max(this.time, next.at);
    next.wake();
    if (this.sleepers.length > 0) this.turnSoon();
  }
}
