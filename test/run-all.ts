import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { countsOfPromises, forgetCounts } from './support/promise-counts.ts';

/**
 * `npm test`: everything that a change must pass, in the order from quick to slow. A kind of test that ran fewer cases
 * than its floor fails, so that a suite cannot vanish unnoticed; raise a floor when its suite grows.
 */
const FLOORS: Record<string, number> = {
  unit: 1750,
  'state-machines': 295,
  proof: 845,
  architecture: 65,
  contract: 580,
  infra: 210,
  e2e: 320,
  browser: 85,
};

/**
 * What runs together shares the cores file by file, so that none idles at the end of a kind; the groups go from quick to
 * slow.
 */
const GROUPS = [
  ['unit', 'state-machines', 'architecture'],
  ['proof'],
  ['contract', 'infra'],
  ['e2e', 'browser'],
];

const STREAMS = { shown: ['inherit', 'inherit'], kept: ['pipe', 'pipe'] } as const;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const reportOf = (group: readonly string[]) => `test-results/${group.join('-')}.json`;

const ReportSchema = z.object({
  testResults: z.array(
    z.object({ name: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a command; `quiet` shows what it said only at its end, so that steps beside each other do not mix theirs. */
async function step(name: string, args: string[], quiet: boolean): Promise<boolean> {
  const began = performance.now();
  if (!quiet) console.log(`\n== ${name}`);
  const child = spawn('npx', args, { cwd: ROOT, stdio: ['ignore', ...STREAMS[quiet ? 'kept' : 'shown']] });
  let said = quiet ? `\n== ${name}\n` : '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => (said += part.toString()));
  const [status] = await once(child, 'close');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${said}== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return status === 0;
}

async function runGroup(group: readonly string[]): Promise<Map<string, Count>> {
  const report = reportOf(group);
  rmSync(join(ROOT, report), { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const projects = group.flatMap((kind) => ['--project', kind]);
  const ran = await step(group.join(', '), ['vitest', 'run', ...projects, ...reporters], false);
  const counts = new Map(group.map((kind) => [kind, { passed: 0, failed: 0, skipped: 0 }]));
  const failed = () => [...counts.values()].some((count) => count.failed > 0);
  if (existsSync(join(ROOT, report))) countInto(counts, join(ROOT, report));
  // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
  if (!ran && !failed()) for (const count of counts.values()) count.failed += 1;
  return counts;
}

function countInto(counts: Map<string, Count>, report: string): void {
  const { testResults } = ReportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  for (const { name, assertionResults } of testResults) {
    const [, kind = ''] = relative(ROOT, name).split(sep);
    const count = counts.get(kind);
    if (count === undefined) throw new Error(`${name} belongs to no kind of test`);
    for (const { status } of assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
  }
}

/** One after the other, beside other lanes. */
async function lane(steps: Record<string, string[]>): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const [name, args] of Object.entries(steps)) passed.push(await step(name, args, true));
  return passed;
}

// As long as all else of the lanes together, and of one core: the quick tests go on beside it.
const linted = lane({ lint: ['eslint', '.'] });
const checks = await lane({
  types: ['tsc', '--noEmit'],
  'types of the portal': ['tsc', '--noEmit', '-p', 'portal'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  'unused code': ['knip'],
});
mkdirSync(join(ROOT, 'test-results'), { recursive: true });

const counts = new Map<string, Count>();
forgetCounts();
for (const group of GROUPS) {
  for (const [kind, count] of await runGroup(group)) counts.set(kind, count);
  if (group.includes('proof'))
    checks.push(await step('variants', ['tsx', 'test/run-variants.ts', 'quick'], false));
}
checks.push(...(await linted));

let passed = checks.filter(Boolean).length;
let failed = checks.length - passed;
let skipped = 0;
const lines: string[] = [];
for (const [kind, floor] of Object.entries(FLOORS)) {
  const count = counts.get(kind) ?? { passed: 0, failed: 1, skipped: 0 };
  const columns = [count.passed, count.failed, count.skipped, floor].map((figure) =>
    String(figure).padStart(8),
  );
  lines.push(`${kind.padEnd(16)}${columns.join('')}${count.passed < floor ? '  BELOW ITS FLOOR' : ''}`);
  passed += count.passed;
  failed += count.failed + (count.passed < floor ? 1 : 0);
  skipped += count.skipped;
}
console.log(`\n${'kind'.padEnd(16)}  passed  failed skipped   floor\n${lines.join('\n')}`);

const promises = countsOfPromises();
console.log(`\n       held    floor  promise\n${promises.lines.join('\n')}`);
for (const promise of promises.missing) console.log(`NOT COUNTED ${promise}`);
for (const line of promises.shrunk) console.log(`FEWER THAN docs/reliability.md SAYS ${line}`);
failed += promises.missing.length + promises.shrunk.length;
console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
