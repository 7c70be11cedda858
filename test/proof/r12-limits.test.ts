import { describe, expect, it } from 'vitest';
import { rateLimitOf } from '#adapters/xpm/limits.ts';
import { nextDue } from '#domain/sync/next-due.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import type { PracticeRecord, PracticeQuota } from '#domain/practice/ports.ts';
import { aFirm } from '../support/builders.ts';
import { World } from '../support/practice/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { between, mulberry32, pick, type Random } from '../support/proof/random.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MIDNIGHT = Date.parse('2026-03-10T00:00:00Z');
const FIRMS = [1, 2, 5, 10, 50, 100, 500];
/** Days; of many firms one day is many days already. */
const seedsOf = (firms: number) => (firms >= 100 ? 1 : firms >= 50 ? 2 : 10);
const LIMITS = { atOnce: 5, minute: 60, day: 5_000, appMinute: 10_000 };
const r12 = promise('R12', "Xero's limits are kept", {
  floor: FIRMS.reduce((days, firms) => days + firms * seedsOf(firms), 0),
});
const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/r12-limits.test.ts`;

interface Call {
  from: number;
  to: number;
  /** Not before this, said the refusal before it. */
  notBefore: number;
}

/** What Xero says when it has had enough, and from when on it will answer again. */
function refusal(random: Random, now: number): { headers: Record<string, string>; until: number } {
  const seconds = pick(random, [1, 3, 9, 10, 11, 30, 59, 60, between(random, 1, 3_600)]);
  const until = now + seconds * 1000;
  const problem = pick(random, ['minute', 'minute', 'appminute', 'concurrent', 'day', undefined]);
  const said = problem === undefined ? {} : { 'x-rate-limit-problem': problem };
  if (random() < 0.4) {
    // A date has whole seconds, and is met when that second has begun.
    const date = Math.ceil(until / 1000) * 1000;
    return { headers: { ...said, 'retry-after': new Date(date).toUTCString() }, until: date };
  }
  return { headers: { ...said, 'retry-after': String(seconds) }, until };
}

/** A firm's syncs of one virtual day, one after the other as its lease has it; every call that Xero got. */
async function day(
  random: Random,
  firmId: string,
  share: number,
): Promise<{ calls: Call[]; early: string[] }> {
  const calls: Call[] = [];
  const early: string[] = [];
  const world = new World();
  world.random = random();
  let notBefore = 0;
  const gateway = {
    async *listClients(): AsyncGenerator<PracticeRecord, PracticeQuota, undefined> {
      const from = world.now.getTime();
      if (from < notBefore) early.push(`${String(notBefore - from)} ms too early`);
      const call = { from, to: from, notBefore };
      calls.push(call);
      if (random() < share) {
        const { headers, until } = refusal(random, from);
        notBefore = until;
        throw rateLimitOf(headers, world.now);
      }
      world.now = new Date(from + between(random, 50, 90_000));
      call.to = world.now.getTime();
      return { dayRemaining: null, minuteRemaining: null };
    },
  };
  const deps = { ...world.deps(), gateway };
  const firm = aFirm({ firmId, syncTimes: ['06:00', '18:00'] });
  const slots = [nextDue(firm, new Date(MIDNIGHT)).getTime()];
  slots.push(nextDue(firm, new Date(slots[0]!)).getTime());
  // An admin who starts one sync after the other, as fast as they end.
  const byHand = Array.from({ length: between(random, 0, 15) }, () => MIDNIGHT + between(random, 0, DAY));
  for (const start of [...slots, ...byHand].sort((a, b) => a - b)) {
    world.now = new Date(Math.max(start, world.now.getTime()));
    if (world.now.getTime() - MIDNIGHT > DAY) break;
    world.run = {
      ...world.run,
      mode: 'full',
      modifiedSince: new Date(start - DAY).toISOString(),
      startedAt: world.now.toISOString(),
    };
    for (let waits = 0, requests = 0; ; waits += 1) {
      world.tokenExpiresAt = new Date(world.now.getTime() + DAY);
      const outcome = await findChanges(deps, { run: world.run, waits, requests }).catch(() => undefined);
      if (outcome?.next !== 'wait') break;
      requests = outcome.requests;
      world.now = new Date(world.now.getTime() + outcome.seconds * 1000);
    }
  }
  return { calls, early };
}

/** The most calls of any window of so many milliseconds. */
function mostWithin(calls: readonly Call[], milliseconds: number): number {
  const times = calls.map(({ from }) => from).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? 0) >= milliseconds) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function mostAtOnce(calls: readonly Call[]): number {
  return Math.max(
    0,
    ...calls.map(({ from }) => calls.filter((other) => other.from <= from && other.to > from).length),
  );
}

describe.each(FIRMS)('%i firms, a virtual day', (firms) => {
  it('keep all limits, and come back no earlier than they are told', async () => {
    for (const seed of eachSeed(seedsOf(firms))) {
      const random = mulberry32(seed * 1_000 + firms);
      const share = pick(random, [0, 0.1, 0.5, 0.95]);
      const ofAll: Call[] = [];
      for (let index = 0; index < firms; index += 1) {
        const firmId = `${String(index).padStart(8, '0')}-1111-4111-8111-111111111111`;
        const { calls, early } = await day(random, firmId, share);
        expect(early, replay(seed)).toEqual([]);
        expect(mostWithin(calls, MINUTE), replay(seed)).toBeLessThanOrEqual(LIMITS.minute);
        expect(mostWithin(calls, DAY), replay(seed)).toBeLessThanOrEqual(LIMITS.day);
        expect(mostAtOnce(calls), replay(seed)).toBeLessThanOrEqual(LIMITS.atOnce);
        expect(calls.length, replay(seed)).toBeGreaterThan(1);
        ofAll.push(...calls);
      }
      expect(mostWithin(ofAll, MINUTE), replay(seed)).toBeLessThan(LIMITS.appMinute);
      r12.held(firms);
    }
  });
});
