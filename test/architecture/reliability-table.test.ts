import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { INJECTED } from '../../docs/injected.ts';
import { allPromises, promisesIn } from '../../docs/promises.ts';
import { openSentence, readTable, rowsOf, withPromises } from '../../docs/reliability.ts';
import { allVariants, broken, textOf } from '../support/proof/variants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const document = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
const promises = allPromises();

describe('docs/reliability.md', () => {
  const { rows, sentence } = readTable(document);

  it('has a row for every promise of the tests: id, words, floor and file (else: npm run reliability)', () => {
    expect(rowsOf(promises).filter((row) => !rows.some((other) => other.join() === row.join()))).toEqual([]);
  });

  it('promises nothing that no test states', () => {
    expect(rows.filter((row) => !rowsOf(promises).some((other) => other.join() === row.join()))).toEqual([]);
    expect(rows.length).toBe(promises.length);
    expect(rows.length).toBeGreaterThan(0);
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
    expect(readTable(withPromises(document, raised)).rows[0]![2]).toBe('1 | 2');
    expect(readTable(withPromises(document, rest)).rows).toEqual(rowsOf(rest));
    expect(readTable(withPromises(document, rest)).sentence).toContain('Not counted');
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
      { id: 'S3', says: 'three', floor: '84 × folders', file },
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
