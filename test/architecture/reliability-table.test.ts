import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isShrunk, readCounted } from '../../docs/counted.ts';
import { INJECTED } from '../../docs/injected.ts';
import { allPromises, promisesIn } from '../../docs/promises.ts';
import { openSentence, readTable, rowsOf, withPromises } from '../../docs/reliability.ts';
import { allVariants, broken, textOf } from '../support/proof/variants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const document = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
const promises = allPromises();
const counted = readCounted();
const expected = rowsOf(promises, counted);

describe('docs/reliability.md', () => {
  const { rows, sentence } = readTable(document);

  it('has a row for every promise of the tests, with what was counted (else: npm test, npm run reliability)', () => {
    expect(expected.filter((row) => !rows.some((other) => other.join() === row.join()))).toEqual([]);
  });

  it('promises nothing that no test states', () => {
    expect(rows.filter((row) => !expected.some((other) => other.join() === row.join()))).toEqual([]);
    expect(rows.length).toBe(promises.length);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('says of each how many cases held, no fewer than there have to be; of mutants, only the share', () => {
    const figures = rows
      .filter(([promise]) => !promise!.startsWith('S26 '))
      .map(([, , held, floor]) => [held, floor]);
    const numbers = figures.map((pair) => pair.map((text) => Number(text!.replaceAll(',', ''))));
    expect(numbers.filter(([held, floor]) => !(held! >= floor! && floor! > 0))).toEqual([]);
  });

  it('is no longer true when a proof holds less than 95 of 100 of what it says', () => {
    const [first] = promises;
    const { cases } = counted[`${first!.id} ${first!.file}`]!;
    expect(isShrunk(counted, { ...first!, cases: Math.ceil(cases * 0.95) })).toBe(false);
    expect(isShrunk(counted, { ...first!, cases: Math.floor(cases * 0.94) })).toBe(true);
  });

  it('says which promises are not counted', () => {
    expect(sentence).toBe(openSentence(promises));
  });

  it('names files that are there', () => {
    expect(promises.map(({ file }) => file).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('would show a promise more, a changed floor and a lost one', () => {
    const [first, ...rest] = promises;
    const raised = [{ ...first!, floor: '1 | 2' }, ...rest];
    expect(readTable(withPromises(document, raised, counted)).rows[0]![3]).toBe('1 | 2');
    expect(readTable(withPromises(document, rest, counted)).rows).toEqual(rowsOf(rest, counted));
    expect(readTable(withPromises(document, rest, counted)).sentence).toContain('Not counted');
  });
});

describe('a promise in a source', () => {
  const SOURCE = `
    const SEEDS = 20;
    const CELLS = 3 * SEEDS;
    const one = promise('R1', 'says one', { floor: 18_000 });
    const two = promise('R2', "says 'two'", { floor: 2 * CELLS + 1 });
    it('x', () => { promise('S3', \`three\`, { floor: 84 * FOLDERS.length }); });
    // promise('R4', 'a comment', { floor: 1 });
  `;

  it('is read with its words and its floor', () => {
    const file = 'test/x.test.ts';
    expect(promisesIn(file, SOURCE)).toEqual([
      { id: 'R1', says: 'says one', floor: '18,000', file },
      { id: 'R2', says: "says 'two'", floor: '121', file },
      { id: 'S3', says: 'three', floor: undefined, file },
    ]);
  });

  it.each(["promise(ID, 'x', { floor: 1 })", "promise('R1', 'x', {})", "promise('R1', 'x', OPTIONS)"])(
    'must be readable: %s is not',
    (source) => {
      expect(() => promisesIn('test/x.test.ts', source)).toThrow('test/x.test.ts');
    },
  );
});

describe('broken variants', () => {
  const variants = allVariants();

  it('replace a text that stands in its file exactly once', () => {
    const lost = variants.filter((variant) => broken(variant, textOf(variant.file)) === undefined);
    expect(lost.map(({ file, find }) => `${file}: ${find}`)).toEqual([]);
  });

  it('break promises that there are, each in another way', () => {
    expect(variants.map(({ goal }) => goal).filter((goal) => INJECTED[goal] === undefined)).toEqual([]);
    const ways = variants.map(({ file, find, replace, test }) => [file, find, replace, test].join());
    expect(new Set(ways).size).toBe(ways.length);
    expect(variants.length).toBeGreaterThanOrEqual(25);
  });
});
