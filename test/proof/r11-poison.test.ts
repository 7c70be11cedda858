import { describe, expect, it } from 'vitest';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { idOf, record } from '../support/practice/world.ts';
import { uuidNo } from '../support/practice/xml.ts';
import { firmOf, syncOf } from '../support/proof/accidents.ts';
import { POISONS } from '../support/proof/poison.ts';
import { mulberry32, pick, type Random, shuffled } from '../support/proof/random.ts';

const RECORDS = 1_000;
/** One seed for each percentage. */
const SEEDS = 30;
const KINDS = Object.keys(POISONS);
/** Bad records of all seeds: the sum of 1 to 30 per cent. */
const r11 = promise('R11', 'one bad record spoils one record', { floor: 4_650 + KINDS.length });

interface Poisoned {
  list: PracticeRecord[];
  good: number[];
  bad: { index: number; kind: string }[];
}

function poisoned(random: Random, percent: number, kinds: readonly string[]): Poisoned {
  const all = shuffled(
    random,
    Array.from({ length: RECORDS }, (_, index) => index),
  );
  const count = Math.round((RECORDS * percent) / 100);
  const bad = all.slice(0, count).map((index, at) => ({ index, kind: kinds[at % kinds.length] ?? '' }));
  const good = all.slice(count);
  const list = [
    ...good.map((index) => record(index)),
    ...bad.flatMap(({ index, kind }) => POISONS[kind]?.spoil(index) ?? []),
  ];
  // What was listed twice has stood there once before, as it should.
  const twice = bad.filter(({ kind }) => kind === 'the same UUID again').map(({ index }) => record(index));
  return {
    list: [...twice, ...shuffled(random, list)],
    good: [...good, ...twice.map(({ fields }) => Number.parseInt(fields['UUID']!.slice(-12), 16))],
    bad,
  };
}

async function check(seed: number, percent: number, kinds: readonly string[]): Promise<number> {
  const random = mulberry32(seed);
  const { list, good, bad } = poisoned(random, percent, kinds);
  const world = firmOf(0, 0);
  const found = await syncOf(world, { records: list, gone: [] });
  const where = `SEED=${String(seed)} npx vitest run --project proof test/proof/r11-poison.test.ts`;
  if (typeof found === 'string') throw new Error(`${found}, ${where}`);
  const lost = good.filter(
    (index) => world.clients.get(idOf(index))?.client?.name !== `Client ${String(index)}`,
  );
  expect(lost, `good ones that are not stored, ${where}`).toEqual([]);
  const told = world.issues.flat();
  const countOf = (codes: readonly string[]) =>
    Object.fromEntries(
      [...new Set(codes)].sort().map((code) => [code, codes.filter((each) => each === code).length]),
    );
  expect(countOf(told.map(({ code }) => code)), where).toEqual(
    countOf(bad.map(({ kind }) => POISONS[kind]!.code)),
  );
  for (const { index, kind } of bad) {
    const { code } = POISONS[kind]!;
    const words = told.filter((issue) =>
      code === 'RECORD_UNIDENTIFIED'
        ? issue.name === `Nobody ${String(index)}`
        : issue.xpmUuid === uuidNo('c', index),
    );
    expect(
      words.map((issue) => issue.code),
      `${kind}, ${where}`,
    ).toEqual([code]);
    // Of a bad contact the client is good; of a bad record nothing is.
    const isStored = world.clients.has(idOf(index));
    expect(isStored, `${kind}, ${where}`).toBe(code === 'CONTACT_INVALID' || code === 'RECORD_DUPLICATE');
  }
  expect(found.counts.skipped, where).toBe(
    bad.filter(({ kind }) => POISONS[kind]!.code !== 'CONTACT_INVALID').length,
  );
  return bad.length;
}

describe('a list of a thousand', () => {
  it('knows 23 kinds of poison', () => {
    expect(KINDS).toHaveLength(23);
  });

  it('with 1 to 30 per cent of poison stores all that is good, and tells of each bad record once', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const percent = ((seed - 1) % SEEDS) + 1;
      r11.held(await check(seed, percent, shuffled(mulberry32(seed), KINDS)));
    }
  });

  it.each(KINDS)('with nothing but %s in it does the same', async (kind) => {
    await check(1, pick(mulberry32(KINDS.indexOf(kind)), [1, 2]), [kind]);
    r11.held();
  });
});
