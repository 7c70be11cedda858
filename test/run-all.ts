import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/**
 * `npm test`: everything that a change must pass, in the order from quick to slow. A kind of test that ran fewer cases
 * than its floor fails, so that a suite cannot vanish unnoticed; raise a floor when its suite grows.
 */
const FLOORS: Record<string, number> = {
  unit: 1,
  'state-machines': 1,
  architecture: 1,
  contract: 1,
  infra: 1,
  e2e: 1,
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORT = 'test-results/vitest.json';

const ReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
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

function countByKind(): Map<string, Count> {
  const counts = new Map<string, Count>();
  const { testResults } = ReportSchema.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  for (const file of testResults) {
    const kind = relative(ROOT, file.name).split('/')[1] ?? 'unknown';
    const count = counts.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
    // A file that cannot be loaded has no assertions, and is a failure all the same.
    if (file.assertionResults.length === 0 && file.status === 'failed') count.failed += 1;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
    counts.set(kind, count);
  }
  return counts;
}

const checks = [
  step('types', 'npx', ['tsc', '--noEmit']),
  step('lint', 'npx', ['eslint', '.']),
  step('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']),
  step('unused code', 'npx', ['knip']),
];
mkdirSync('test-results', { recursive: true });
const ran = step('tests', 'npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${REPORT}`,
]);

const counts = countByKind();
let passed = checks.filter(Boolean).length;
let failed = checks.length - passed;
let skipped = 0;
console.log('\nkind             passed  failed  skipped  floor');
for (const kind of new Set([...Object.keys(FLOORS), ...counts.keys()])) {
  const count = counts.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
  const floor = FLOORS[kind] ?? Number.POSITIVE_INFINITY;
  console.log(
    `${kind.padEnd(16)} ${String(count.passed).padStart(6)}  ${String(count.failed).padStart(6)}  ${String(count.skipped).padStart(7)}  ${String(floor).padStart(5)}${count.passed < floor ? '  BELOW ITS FLOOR' : ''}`,
  );
  passed += count.passed;
  failed += count.failed + (count.passed < floor ? 1 : 0);
  skipped += count.skipped;
}
if (!ran && failed === 0) failed = 1;
console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
