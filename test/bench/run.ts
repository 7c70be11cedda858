import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../../lib/constructs/bundles.ts';
import { ROOT } from '../support/workflows/definitions.ts';
import { documentOf, formatted } from './document.ts';
import { withException } from './exceptions.ts';
import { disagreements, verdictOf } from './figure.ts';
import { mergedInto, type Part, type Results, ResultsSchema, type Scope } from './results.ts';
import { compile } from './rounds.ts';
import { allFirmsRows } from './rows/all-firms.ts';
import { bundleRows } from './rows/bundles.ts';
import { computeRows } from './rows/compute.ts';
import { hashRows } from './rows/hash.ts';
import { initRows } from './rows/init.ts';
import { parseRows } from './rows/parse.ts';
import { transitionRows } from './rows/transitions.ts';
import { unitRows } from './rows/units.ts';
import { xeroShareRows } from './rows/xero-share.ts';
import { svgOf } from './svg.ts';
import { tableOf } from './table.ts';

/**
 * `npm run bench`: all figures, against their goals and what is committed. `-- --full`: more rounds and sizes, and what it
 * finds is written. `--only=FAMILY`: one family of rows, which `--full` then puts among the others.
 */
const full = process.argv.includes('--full');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const CHILDREN = ['load', 'first-call', 'parse', 'sync', 'naive-sync', 'hash'];
const DATA = join(ROOT, 'docs/performance.json');
const PAGE = join(ROOT, 'docs/performance.md');

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const results = await measure({ full, folder, script: (name) => join(folder, `${name}.mjs`) });
  console.log(tableOf(results.figures));
  if (full) await publish(only === undefined ? results : mergedInto(committed(), results));
  else compare(results);
  const missed = results.figures.filter((figure) => verdictOf(figure) === 'missed');
  console.log(`\n${String(missed.length)} goals missed`);
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(scope: Scope): Promise<Results> {
  await compile(Object.fromEntries(CHILDREN.map((name) => [name, `test/bench/children/${name}.ts`])), folder);
  const made = await bundleFunctions(join(folder, 'bundles'));
  // What takes turns with itself in other processes comes first; this process is small and idle then.
  const families: Record<string, () => Part | Promise<Part>> = {
    bundles: () => bundleRows(made),
    init: () => initRows(scope, made),
    parse: () => parseRows(scope),
    compute: () => computeRows(scope),
    hash: () => hashRows(scope),
    transitions: () => transitionRows(),
    units: () => unitRows(),
    'xero-share': () => xeroShareRows(),
    'all-firms': () => allFirmsRows(),
  };
  const [day = ''] = new Date().toISOString().split('T');
  const [load = 0] = loadavg();
  const results: Results = {
    measured: {
      day,
      node: process.versions.node,
      cores: availableParallelism(),
      load: Number(load.toFixed(1)),
    },
    figures: [],
    curves: [],
    notes: [],
  };
  for (const [name, family] of Object.entries(families)) {
    if (only !== undefined && only !== name) continue;
    const began = performance.now();
    const { figures, curves = [], notes = [] } = await family();
    results.figures.push(...figures.map(withException));
    results.curves.push(...curves);
    results.notes.push(...notes);
    console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return results;
}

async function publish(results: Results): Promise<void> {
  // In the schema's order of fields, whichever of them were measured anew.
  writeFileSync(DATA, await formatted(JSON.stringify(ResultsSchema.parse(results)), DATA));
  writeFileSync(PAGE, await documentOf(results, PAGE));
  for (const curve of results.curves)
    writeFileSync(join(ROOT, `docs/images/${curve.file}.svg`), svgOf(curve));
}

function compare({ figures }: Results): void {
  const { measured, figures: before } = committed();
  const lines = disagreements(before, figures);
  console.log(`\nAgainst docs/performance.json of ${measured.day}: ${String(lines.length)} differ`);
  for (const line of lines) console.log(`  ${line}`);
}

function committed(): Results {
  return ResultsSchema.parse(JSON.parse(readFileSync(DATA, 'utf8')));
}
