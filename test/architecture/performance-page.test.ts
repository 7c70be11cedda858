import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, NOT_APPLICABLE } from '../bench/document.ts';
import { count, disagreements, type Figure, measured, ROWS, verdictOf } from '../bench/figure.ts';
import { ResultsSchema } from '../bench/results.ts';
import { svgOf } from '../bench/svg.ts';
import { ROOT } from '../support/workflows/definitions.ts';

const PAGE = join(ROOT, 'docs/performance.md');
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const results = ResultsSchema.parse(JSON.parse(text('docs/performance.json')));

describe('docs/performance.md', () => {
  it('says what docs/performance.json holds (else: npm run bench -- --full)', async () => {
    expect(text('docs/performance.md')).toBe(await documentOf(results, PAGE));
  });

  it('has figures for every row of the goals, or says why there are none', () => {
    const found = new Set(results.figures.map(({ row }) => row));
    const without = (Object.keys(ROWS) as (keyof typeof ROWS)[]).filter((row) => !found.has(row));
    expect(without).toEqual(Object.keys(NOT_APPLICABLE));
  });

  it('has each figure once', () => {
    expect(new Set(results.figures.map(({ id }) => id)).size).toBe(results.figures.length);
  });

  it('shows pictures of its own curves', () => {
    expect(results.curves.map(({ file }) => file).sort()).toEqual([
      'sync-compute',
      'sync-memory',
      'transitions',
    ]);
    for (const curve of results.curves) expect(text(`docs/images/${curve.file}.svg`)).toBe(svgOf(curve));
  });

  it('argues a missed goal with a decision that there is, and counts without a spread', () => {
    const decisions = results.figures.flatMap(({ exception }) => exception ?? []);
    expect(decisions.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(results.figures.filter(({ kind, spread }) => kind === 'count' && spread > 0)).toEqual([]);
  });
});

describe('a figure', () => {
  const speed = (changes: Partial<Figure> = {}): Figure => ({
    ...measured({ row: 'compute', id: 'speed', what: '', value: 100, unit: '', spread: 0.1 }),
    goal: 100,
    direction: 'at least',
    ...changes,
  });
  const units = (value: number) => count({ row: 'writes', id: 'units', what: '', value, unit: '', goal: 4 });

  it('reaches its goal, misses it, or misses it for an argued reason', () => {
    const argued = { value: 99, exception: 'docs/adr/0001-xero-node-for-oauth-only.md' };
    const verdicts = [
      speed(),
      speed({ value: 99 }),
      speed(argued),
      speed({ goal: null }),
      units(4),
      units(5),
    ];
    expect(verdicts.map(verdictOf)).toEqual(['reached', 'missed', 'argued', 'no goal', 'reached', 'missed']);
  });

  it('disagrees with the committed one beyond both spreads, a count at once', () => {
    const committed = [speed(), units(4)];
    expect(disagreements(committed, [speed({ value: 81 }), units(4)])).toEqual([]);
    expect(disagreements(committed, [speed({ value: 79 })])).toHaveLength(1);
    expect(disagreements(committed, [units(4.01)])).toHaveLength(1);
    expect(disagreements(committed, [{ ...units(1), id: 'new' }])).toEqual(['new: not committed']);
  });
});
