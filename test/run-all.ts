import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/**
 * `npm test`: everything that a change must pass, in the order from quick to slow. A kind of test that ran fewer cases
 * than its floor fails, so that a suite cannot vanish unnoticed; raise a floor when its suite grows.
 */
const FLOORS: Record<string, number> = {
  unit: 1140,
  'state-machines': 290,
  architecture: 33,
  contract: 540,
  infra: 180,
  e2e: 530,
  browser: 60,
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const reportOf = (kind: string) => `test-results/${kind}.json`;

const ReportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string() })) })),
});

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

function step(name: string, command: string, args: string[]): boolean {
  const began = performance.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  console.log(
    `== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  return status === 0;
}

/** Kinds run one after the other: the slow ones start servers and must not starve each other on two cores. */
function runKind(kind: string): Count {
  const report = reportOf(kind);
  rmSync(join(ROOT, report), { force: true });
  const ran = step(kind, 'npx', [
    'vitest',
    'run',
    '--project',
    kind,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const count = { passed: 0, failed: 0, skipped: 0 };
  if (!existsSync(join(ROOT, report))) return { ...count, failed: 1 };
  const { success, testResults } = ReportSchema.parse(JSON.parse(readFileSync(join(ROOT, report), 'utf8')));
  for (const { status } of testResults.flatMap((file) => file.assertionResults)) {
    if (status === 'passed') count.passed += 1;
    else if (status === 'failed') count.failed += 1;
    else count.skipped += 1;
  }
  // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
  if (!(ran && success) && count.failed === 0) count.failed = 1;
  return count;
}

/** As `step`, with the output at the end, so that steps beside each other do not mix theirs. */
async function quietStep(name: string, args: string[]): Promise<boolean> {
  const began = performance.now();
  const child = spawn('npx', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (said += part.toString()));
  const [status] = await once(child, 'close');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`\n== ${name}\n${said}== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return status === 0;
}

/** One after the other; a lane for each of two cores. */
async function lane(steps: Record<string, string[]>): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const [name, args] of Object.entries(steps)) passed.push(await quietStep(name, args));
  return passed;
}

const lanes = await Promise.all([
  lane({ lint: ['eslint', '.'] }),
  lane({
    types: ['tsc', '--noEmit'],
    'types of the portal': ['tsc', '--noEmit', '-p', 'portal'],
    format: ['prettier', '--check', '--log-level', 'warn', '.'],
    'unused code': ['knip'],
  }),
]);
const checks = lanes.flat();
mkdirSync(join(ROOT, 'test-results'), { recursive: true });

let passed = checks.filter(Boolean).length;
let failed = checks.length - passed;
let skipped = 0;
const lines: string[] = [];
for (const [kind, floor] of Object.entries(FLOORS)) {
  const count = runKind(kind);
  const columns = [count.passed, count.failed, count.skipped, floor].map((figure) =>
    String(figure).padStart(8),
  );
  lines.push(`${kind.padEnd(16)}${columns.join('')}${count.passed < floor ? '  BELOW ITS FLOOR' : ''}`);
  passed += count.passed;
  failed += count.failed + (count.passed < floor ? 1 : 0);
  skipped += count.skipped;
}
console.log(`\n${'kind'.padEnd(16)}  passed  failed skipped   floor\n${lines.join('\n')}`);
console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
