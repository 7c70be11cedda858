import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/**
 * `npm test`: everything that a change must pass, in the order from quick to slow. A kind of test that ran fewer cases
 * than its floor fails, so that a suite cannot vanish unnoticed; raise a floor when its suite grows.
 */
const FLOORS: Record<string, number> = {
  unit: 800,
  'state-machines': 280,
  architecture: 30,
  contract: 400,
  infra: 140,
  e2e: 370,
  browser: 17,
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

const checks = [
  step('types', 'npx', ['tsc', '--noEmit']),
  step('types of the portal', 'npx', ['tsc', '--noEmit', '-p', 'portal']),
  step('lint', 'npx', ['eslint', '.']),
  step('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']),
  step('unused code', 'npx', ['knip']),
];
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
