import { describe, expect, it } from 'vitest';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { makeHandler as listNotices } from '../../functions/api/list-notices/handler.ts';
import { aConnection, FIRM_ID } from '../support/builders.ts';
import { InMemoryDismissalRepository } from '../support/fakes/dismissal-repository.ts';
import type { InMemoryTokenVault } from '../support/fakes/token-vault.ts';
import { records } from '../support/practice/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { between, mulberry32, type Random } from '../support/proof/random.ts';
import { replayable } from '../support/proof/replayable.ts';
import { killable } from '../support/proof/killable.ts';
import { ADMIN_CALLER, syncWorld, type SyncWorld } from '../support/workflows/sync-world.ts';

const FILE = 'r05-lost-refresh.test.ts';
const R5 = promise('R5', 'a refresh whose answer, or whose store, was lost heals, or is said once', {
  floor: 1_300,
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** All that may be sent for one refresh of one sync, over every layer that repeats. */
const REQUESTS_OF_A_SYNC = 5;

const FAULTS = ['lost answer', 'lost store', 'both', 'killed'] as const;
type Fault = (typeof FAULTS)[number];
const CELLS = FAULTS.flatMap((fault) =>
  [true, false].flatMap((grace) => [0, 29, 31].map((delay) => ({ fault, grace, delay }))),
);
type Cell = (typeof CELLS)[number];

/** A firm that has synced often, and whose access token has run out since. */
async function idleFirm(random: Random, grace: boolean): Promise<SyncWorld> {
  const world = await syncWorld();
  const { identity, gateway, connections, clock } = world.ports;
  identity.grace = grace;
  gateway.put(records(between(random, 1, 3)));
  const finishedAt = clock.now().toISOString();
  const lastSync = { syncId: 'SYNC0', status: 'succeeded', finishedAt };
  connections.seed(aConnection({ watermark: finishedAt, nextFullAt: '2026-03-09T18:00:00.000Z', lastSync }));
  clock.advance(between(random, 25, 600) * MINUTE);
  return world;
}

/** Begins with Xero's first answer and lasts for the delay; a delay of none lets each fault hit once. */
function disturb(world: SyncWorld, fault: Fault, delay: number) {
  const { identity, clock } = world.ports;
  const vault = world.ports.vault as InMemoryTokenVault;
  const seen: { first?: number } = {};
  const hits = { answer: 0, store: 0 };
  const kill = killable(world, 'begin-sync');
  const strikes = (kind: keyof typeof hits) => {
    hits[kind] += 1;
    const now = clock.now().getTime();
    return delay === 0 ? hits[kind] === 1 : now < (seen.first ?? now) + delay * MINUTE;
  };
  let answers = 0;
  const refresh = identity.refresh.bind(identity);
  identity.refresh = async (tokens) => {
    const pair = await refresh(tokens);
    seen.first ??= clock.now().getTime();
    answers += 1;
    // Of both, each second answer comes through, so that there is something to store.
    const isLost = fault === 'lost answer' || (fault === 'both' && answers % 2 === 1);
    if (isLost && strikes('answer')) throw new XeroUnavailableError();
    return pair;
  };
  const replace = vault.replace.bind(vault);
  vault.replace = async (...input) => {
    if (fault === 'lost answer' || !strikes('store')) return replace(...input);
    if (fault === 'killed') return kill();
    throw new Error('the store did not answer');
  };
  return seen;
}

/** As if this were the time that the firm has set for its syncs. */
async function syncAt(world: SyncWorld, at: number): Promise<void> {
  const { clock, connections } = world.ports;
  clock.advance(Math.max(0, at - clock.now().getTime()));
  const { epoch, state } = await world.connection();
  if (state !== 'connected') return;
  await connections.setDueAt(FIRM_ID, epoch, clock.now());
  await world.nextSlot();
}

async function lost({ fault, grace, delay }: Cell, seed: number): Promise<number> {
  const random = mulberry32(seed);
  const world = await idleFirm(random, grace);
  const { identity, vault, clock } = world.ports;
  const disturbed = disturb(world, fault, delay);
  const asked = () => identity.calls.filter((call) => call === 'refresh').length;
  const requests: number[] = [];
  const counted = async (sync: () => Promise<unknown>) => {
    const before = asked();
    await sync();
    requests.push(asked() - before);
  };
  await counted(() => (between(random, 0, 1) === 0 ? world.start() : syncAt(world, clock.now().getTime())));
  expect(disturbed.first).toBeDefined();
  await counted(() => syncAt(world, (disturbed.first ?? 0) + delay * MINUTE));
  expect(Math.max(...requests)).toBeLessThanOrEqual(REQUESTS_OF_A_SYNC);

  const connection = await world.connection();
  const about = world.ports.mailer.sent.filter(({ text }) =>
    text.includes('no longer accepts the connection'),
  );
  const caller = { ...ADMIN_CALLER, mfa: true };
  const dismissals = new InMemoryDismissalRepository();
  const { notices } = (await listNotices({ ...world.ports, dismissals })({ caller })).body;
  const banners = notices.filter(({ kind }) => kind === 'disconnected');
  if (grace && delay < 30) {
    expect(connection).toMatchObject({ state: 'connected', lastSync: { status: 'succeeded' } });
    expect([about.length, banners.length]).toEqual([0, 0]);
    const stored = await vault.load(FIRM_ID);
    expect(identity.isNewest(stored?.tokens.refreshToken ?? '')).toBe(true);
  } else {
    expect(connection).toMatchObject({ state: 'broken', disconnect: { cause: 'unexpected' } });
    expect(about.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'ben@example.com']);
    expect(banners).toHaveLength(1);
    expect(await vault.load(FIRM_ID)).toBeUndefined();
    await staysQuiet(world, asked());
  }
  return Math.max(...requests);
}

/** Nobody asks Xero again until an admin connects. */
async function staysQuiet(world: SyncWorld, asked: number): Promise<void> {
  const { identity, clock, mailer } = world.ports;
  const mails = mailer.sent.length;
  for (let halfDays = 0; halfDays < 4; halfDays += 1) {
    clock.advance(DAY / 2);
    expect(await world.due()).toEqual([]);
    await expect(world.start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  }
  expect(identity.calls.filter((call) => call === 'refresh')).toHaveLength(asked);
  expect(mailer.sent).toHaveLength(mails);
}

describe('a refresh that was cut off', () => {
  it.each(FAULTS)('%s: heals within the grace, and else is said once, in 6 cells', async (fault) => {
    let most = 0;
    for (const cell of CELLS.filter((each) => each.fault === fault)) {
      for (const seed of eachSeed(50)) {
        await replayable(FILE, seed, async () => {
          most = Math.max(most, await lost(cell, seed));
        });
        R5.held();
      }
    }
    R5.figure(`most token requests of a sync (${fault})`, most);
  });

  it('heals with nobody doing anything when Xero answers again before the schedule next comes by', async () => {
    for (const seed of eachSeed(100)) {
      await replayable(FILE, seed, async () => {
        const random = mulberry32(seed);
        const world = await idleFirm(random, true);
        const { clock, identity, vault } = world.ports;
        const comesBy = between(random, 90, 900) / 60;
        const away = (comesBy * between(random, 1, 99)) / 100;
        const begun = clock.now().getTime();
        disturb(world, 'lost answer', away);
        expect((await world.start({ trigger: 'schedule' })).status).toBe('FAILED');
        clock.advance(Math.max(0, begun + comesBy * MINUTE - clock.now().getTime()));
        const [due] = await world.due();
        expect(due).toBeDefined();
        expect((await world.execute(due!)).status).toBe('SUCCEEDED');
        const stored = await vault.load(FIRM_ID);
        expect(identity.isNewest(stored?.tokens.refreshToken ?? '')).toBe(true);
        // Nobody is told of what healed by itself.
        expect(world.ports.mailer.sent.filter(({ text }) => text.includes('did not answer'))).toEqual([]);
      });
      R5.held();
    }
  });
});
