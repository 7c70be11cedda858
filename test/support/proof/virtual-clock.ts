import { vi } from 'vitest';
import type { FakeClock } from '../fakes/system.ts';

/** Turns of the loop in which work in memory always gets on. */
const TURNS = 8;
/** Virtual milliseconds of the first step, doubled up to the longest while nothing comes of it. */
const STEP = 50;
const LONGEST_STEP = 10_000;
const turn = setImmediate;

/** Timers and the date stand still from now on, until `drive` moves them. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
}

/** Waits for work that waits for timers: whenever nothing else gets on, time goes on, in ever longer steps. */
export async function drive<T>(work: Promise<T>, limitMilliseconds = 4 * 3_600_000): Promise<T> {
  const started = Date.now();
  let settled = false;
  const done = () => {
    settled = true;
  };
  work.then(done, done);
  for (let idle = 0, step = STEP; !settled; step = Math.min(step * 2, LONGEST_STEP)) {
    for (let turns = 0; turns < TURNS && !settled; turns += 1) await new Promise((next) => turn(next));
    if (settled) break;
    idle = vi.getTimerCount() === 0 ? idle + 1 : 0;
    if (idle > 200 || Date.now() - started > limitMilliseconds) throw new Error('It hangs');
    vi.advanceTimersByTime(step);
  }
  return work;
}

/** What a clock shows goes on with the timers, beside what sleeping adds. */
export function followTimers(clock: FakeClock): void {
  const own = clock.now.bind(clock);
  const from = Date.now();
  clock.now = () => new Date(own().getTime() + Date.now() - from);
}
