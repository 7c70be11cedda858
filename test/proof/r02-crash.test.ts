import { describe, expect, it } from 'vitest';
import { explore } from '../support/proof/crash/explore.ts';
import { ACTS, scenarioOf, SYNCS } from '../support/proof/crash/scenarios.ts';
import { eachSeed, promise } from '../support/promise.ts';

const crash = promise('R2', 'a crash anywhere loses nothing', { floor: 18_000 });
const mails = promise('R14', 'a summary is never lost, and doubled only in doubt', { floor: 18_000 });
const total = { runs: 0, doubled: 0, reconnects: 0 };

describe.each([...SYNCS, ...ACTS].map((make, index) => [scenarioOf(make, 1).scenario.name, make, index] as const))(
  'cut off at every await: %s',
  (_, make, index) => {
    it('comes to what it would have come to', async () => {
      let cases = 0;
      for (const seed of eachSeed(20)) {
        const { scenario, prepare } = scenarioOf(make, seed * 100 + index);
        const explored = await explore(scenario, await prepare(), seed).catch((error: unknown) => {
          const replay = `SEED=${String(seed)} npx vitest run --project proof test/proof/r02-crash.test.ts -t "${scenario.name}"`;
          throw new Error(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n${replay}`, { cause: error });
        });
        cases += explored.cases;
        crash.held(explored.cases);
        mails.held(explored.cases);
        total.runs += explored.runs;
        total.doubled += explored.doubledMails;
        total.reconnects += explored.reconnects;
      }
      crash.figure('different', total.runs);
      crash.figure('reconnects', total.reconnects);
      mails.figure('doubled', total.doubled);
      expect(cases).toBeGreaterThan(0);
    });
  },
);
