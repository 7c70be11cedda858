import { describe, expect, it } from 'vitest';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { FIRM } from '../support/connection-world.ts';
import { SequentialIds } from '../support/fakes/system.ts';
import { InMemoryTokenVault } from '../support/fakes/token-vault.ts';
import { FakeXeroIdentity } from '../support/fakes/xero-identity.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { TakingTurns } from '../support/proof/taking-turns.ts';
import { mulberry32 } from '../support/proof/random.ts';
import { replayable } from '../support/proof/replayable.ts';

const FILE = 'r04-one-refresh.test.ts';
const R4 = promise('R4', 'workers that refresh at the same moment refresh once and get the same token', {
  floor: 10_000,
});

/** Milliseconds. Xero has until our deadline (10 seconds), a store what the SDK's attempts take at most. */
const LONGEST = { refresh: 9_900, store: 6_000 };
const STORE = ['load', 'lockRefresh', 'unlockRefresh', 'replace'] as const;

async function interleaved(
  seed: number,
  workers: number,
  grace: boolean,
  mode: 'any-order' | 'by-latency',
): Promise<number> {
  const turns = new TakingTurns(mulberry32(seed), mode);
  const xero = new FakeXeroIdentity(turns, grace);
  const vault = new InMemoryTokenVault();
  await vault.create(FIRM, { ...xero.issue(), accessTokenExpiresAt: turns.now() });
  const custody = makeTokenCustody({
    vault: turns.slow(vault, STORE, LONGEST.store),
    identity: turns.slow(xero, ['refresh'], LONGEST.refresh),
    clock: turns,
    ids: new SequentialIds(),
    sleep: turns.sleep,
  });
  const held = await turns.until(
    Promise.all(Array.from({ length: workers }, () => custody(FIRM, { minValidSeconds: 600 }))),
  );
  const stored = await vault.load(FIRM);
  // The pair of the connect, and that of one refresh.
  expect({ accepted: xero.accepted, usedTwice: xero.reused }).toEqual({ accepted: 2, usedTwice: 0 });
  expect([...new Set(held.map(({ accessToken }) => accessToken))]).toEqual([stored?.tokens.accessToken]);
  expect(held.reduce((sum, { requests }) => sum + requests, 0)).toBe(1);
  return turns.turns;
}

describe('one refresh at a time', () => {
  it.each([
    [2, 3_250],
    [10, 1_500],
    [50, 250],
  ])(
    '%i workers: Xero accepts one refresh, with grace and without, and refuses nobody',
    async (workers, seeds) => {
      let turns = 0;
      for (const seed of eachSeed(seeds)) {
        for (const mode of ['any-order', 'by-latency'] as const) {
          // The grace changes nothing where no token is used twice, so the two take turns.
          const grace = seed % 2 === 0;
          await replayable(FILE, seed, async () => {
            turns += await interleaved(seed, workers, grace, mode);
          });
          R4.held();
        }
      }
      R4.figure(`turns taken by ${String(workers)} workers`, turns);
    },
  );
});
