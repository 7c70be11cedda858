import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'test-results/promises');

/** `LONG=1` looks at twenty times as many seeds; for a night, not for a change. */
const LONG_FACTOR = 20;

/** What docs/reliability.md says of a promise is compared with these, so that neither can drift. */
export interface PromiseOptions {
  /** With fewer cases the file fails: a proof must not shrink unnoticed. */
  floor: number;
}

export interface Tally {
  /** Counts cases that were looked at and held; whoever finds one that does not hold lets its test fail. */
  held: (cases?: number) => void;
  /** A further figure beside the count, such as the longest recovery; shown and kept, not judged. */
  figure: (name: string, value: number) => void;
}

/**
 * One promise of docs/reliability.md (`R2`, `S5`, …) and the count of what stood the test. Call it once per file and
 * promise, outside of tests. The count is printed and kept in test-results/promises/<id>-<file>.json.
 */
export function promise(id: string, says: string, { floor }: PromiseOptions): Tally {
  let cases = 0;
  const figures: Record<string, number> = {};
  afterAll(() => {
    // What a broken variant of the product stood (test/run-variants.ts) is no evidence.
    if (process.env['VARIANT'] !== undefined) return;
    const more = Object.entries(figures).map(([name, value]) => `, ${name} ${String(value)}`);
    console.log(`${id}: ${says}: ${cases.toLocaleString('en')} cases held${more.join('')}`);
    if (process.env['SEED'] !== undefined) return;
    const file = relative(ROOT, expect.getState().testPath ?? '');
    mkdirSync(FOLDER, { recursive: true });
    const name = `${id}-${basename(file, '.test.ts')}.json`;
    writeFileSync(join(FOLDER, name), JSON.stringify({ id, says, floor, cases, figures, file }));
    expect(cases, `${id} was looked at in fewer cases than its floor`).toBeGreaterThanOrEqual(floor);
  });
  return {
    held: (count = 1) => {
      cases += count;
    },
    figure: (name, value) => {
      figures[name] = value;
    },
  };
}

/** How many seeds a run looks at: `usual`, or twenty times as many in a long run. */
export function seeds(usual: number): number {
  return process.env['LONG'] === '1' ? usual * LONG_FACTOR : usual;
}

/** The seeds of this run: 1 to `seeds(usual)`, or only that of `SEED=n`, with which a failure is replayed. */
export function eachSeed(usual: number): number[] {
  const only = Number(process.env['SEED'] ?? Number.NaN);
  return Number.isInteger(only) ? [only] : Array.from({ length: seeds(usual) }, (_, index) => index + 1);
}
