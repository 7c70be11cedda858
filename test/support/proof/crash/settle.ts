import { FIRM_ID } from '../../builders.ts';
import type { CrashWorld } from './crash-world.ts';
import { cleanupNow, connectionNow, watchNow } from './history.ts';

const MINUTE = 60_000;
/** How often the outbox is emptied, and how often the dispatch runs (`lib/`). */
export const MAIL_EVERY = 5 * MINUTE;
export const DISPATCH_EVERY = 15 * MINUTE;
/** What is due later than that does not belong to what just happened: the reminders about MFA. */
const HORIZON = 2 * 24 * 60 * MINUTE;
/** Syncs after which the portal has what the practice has. */
const THROUGH = new Set(['succeeded', 'partial', 'held']);
const MAX_ROUNDS = 60;

/**
 * Nothing else happens to the world but its schedules, until nothing is left that they would do and the firm has had a
 * sync that came through; then it is at rest.
 */
export async function settle(world: CrashWorld): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await runLaunched(world);
    const tick = nextTick(world);
    if (tick === undefined) return;
    await world.clock.until(tick);
    await schedules(world);
  }
  throw new Error('the world never came to rest');
}

/** What somebody has started goes on, whatever became of them. */
export async function runLaunched(world: CrashWorld): Promise<void> {
  const { started } = world.all.launcher;
  for (const input of [...started]) if (!world.wasStarted(input.syncId)) await world.execute(input);
}

/** What the schedules do at this time. */
export async function schedules(world: CrashWorld, always = false): Promise<void> {
  const now = world.clock.milliseconds;
  if (now % DISPATCH_EVERY === 0) {
    if (always || cleanupNow(world.all, FIRM_ID) !== undefined) {
      await world.background.invoke(() => world.triggers.finishDisconnects());
    }
    if (always || isDispatchDue(world, now)) await world.dispatch();
  }
  if (always || mailsDue(world) <= now) await world.background.invoke(() => world.triggers.deliverMail());
}

function isDispatchDue(world: CrashWorld, now: number): boolean {
  const { watch, due } = timesOf(world);
  return watch <= now || due <= now;
}

/** Infinity where there is nothing to come. */
function timesOf({ all }: CrashWorld): { watch: number; due: number } {
  const watch = Date.parse(watchNow(all, FIRM_ID) ?? '');
  const due = Date.parse(connectionNow(all, FIRM_ID)?.dueAt ?? '');
  return { watch: watch || Infinity, due: due || Infinity };
}

export function mailsDue({ all }: CrashWorld): number {
  const { entries } = all.outbox as unknown as { entries: Map<string, { dueAt?: number }> };
  return Math.min(...[...entries.values()].map(({ dueAt }) => dueAt ?? Infinity));
}

function nextTick(world: CrashWorld): number | undefined {
  const now = world.clock.milliseconds;
  const { watch, due } = timesOf(world);
  const connection = connectionNow(world.all, FIRM_ID);
  const times = [onGrid(mailsDue(world), now, MAIL_EVERY)];
  if (cleanupNow(world.all, FIRM_ID) !== undefined) times.push(onGrid(now, now, DISPATCH_EVERY));
  if (connection?.run !== undefined) times.push(onGrid(Math.min(watch, due), now, DISPATCH_EVERY));
  if (connection?.state === 'connected' && (due <= now || !isThrough(connection))) {
    times.push(onGrid(due, now, DISPATCH_EVERY));
  }
  const next = Math.min(...times);
  return next > now + HORIZON ? undefined : next;
}

function isThrough(connection: NonNullable<ReturnType<typeof connectionNow>>): boolean {
  const { lastSync, connectedAt } = connection;
  return lastSync !== undefined && THROUGH.has(lastSync.status) && lastSync.finishedAt >= connectedAt;
}

/** The first tick at or after `at`, and after `now`. */
function onGrid(at: number, now: number, every: number): number {
  return Math.ceil(Math.max(at, now + 1) / every) * every;
}
