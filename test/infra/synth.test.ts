import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT, synthesize } from '../../local/synth.ts';
import { deployed, ofType, STACKS } from '../support/infra.ts';

const FindingSchema = z.object({
  ruleName: z.string(),
  violatingConstructs: z.array(z.object({ constructPath: z.string() })),
});
const ReportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(FindingSchema),
      suppressedViolations: z
        .array(FindingSchema.extend({ acknowledgedId: z.string(), reason: z.string() }))
        .default([]),
    }),
  ),
});

/** Two cores shared with other tests: 20 seconds of work may take minutes. */
const PATIENCE_MS = 170_000;

/** What a person types, with nothing of AWS around and no way out to the network. */
async function cdkSynth(outdir: string, home: string): Promise<void> {
  const nowhere = 'http://127.0.0.1:9';
  await promisify(execFile)(
    join(ROOT, 'node_modules', '.bin', 'cdk'),
    ['synth', '--quiet', '--output', outdir],
    {
      cwd: ROOT,
      timeout: PATIENCE_MS,
      env: {
        // npx puts it in front, too.
        PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
        HOME: home,
        HTTP_PROXY: nowhere,
        HTTPS_PROXY: nowhere,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
}

describe('npx cdk synth, offline and without credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  const outdir = join(folder, 'cdk.out');
  let direct = '';
  let report: z.infer<typeof ReportSchema>['pluginReports'] = [];

  beforeAll(async () => {
    direct = await synthesize();
    await cdkSynth(outdir, folder);
    report = ReportSchema.parse(
      JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')),
    ).pluginReports;
  }, 2 * PATIENCE_MS);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(STACKS)('gives the very template of %s that the local run uses', (stack) => {
    const read = (from: string) => readFileSync(join(from, `${stack}.template.json`), 'utf8');
    expect(read(outdir).length).toBeGreaterThan(10_000);
    expect(read(outdir) === read(direct)).toBe(true);
  });

  it('finds nothing that is not acknowledged', () => {
    expect(report.map(({ pluginName }) => pluginName)).toContain('AwsSolutions');
    for (const { conclusion, violations } of report) {
      expect(violations).toEqual([]);
      expect(conclusion).toBe('success');
    }
  });

  it('lists what is acknowledged, in its qualified form and with a reason', () => {
    const suppressed = report.flatMap(({ suppressedViolations }) => suppressedViolations);
    for (const { acknowledgedId, reason } of suppressed) {
      expect(acknowledgedId).toMatch(/^AwsSolutions::AwsSolutions-/);
      expect(reason.length).toBeGreaterThan(20);
    }
    const reviewed = [
      ...new Set(suppressed.map(({ acknowledgedId, reason }) => `${kindOf(acknowledgedId)}: ${reason}`)),
    ];
    expect(reviewed.sort()).toEqual(ACKNOWLEDGED);
  });

  it('acknowledges each of them no oftener than there is cause', async () => {
    const all = await deployed();
    const suppressed = report.flatMap(({ suppressedViolations }) => suppressedViolations);
    const count = (kind: string) =>
      suppressed.filter(({ acknowledgedId }) => kindOf(acknowledgedId) === kind).length;
    const machines = ofType(all, 'StepFunctions::StateMachine').length;
    expect({
      callback: count('APIG4'),
      tracing: count('IAM5 *'),
      executions: count('IAM5 execution'),
      others: suppressed.length - count('APIG4') - count('IAM5 *') - count('IAM5 execution'),
    }).toEqual({
      callback: 1,
      tracing: ofType(all, 'Lambda::Function').length + machines,
      executions: 2,
      others: 4,
    });
  });
});

function kindOf(acknowledgedId: string): string {
  const [, rule = '', resource] =
    /^AwsSolutions::AwsSolutions-(\w+)(?:\[Resource::(.+)\])?$/.exec(acknowledgedId) ?? [];
  if (resource === undefined) return rule;
  return `${rule} ${resource.includes(':execution:') ? 'execution' : resource}`;
}

/** Everything that a rule of AWS's says and we do not follow; a new one is a decision. */
const ACKNOWLEDGED = [
  'APIG4: Xero sends a browser here; single-use state and a cookie bind it to who started.',
  'COG2: MFA is required per connected firm, by the API on every request.',
  'COG8: Threat protection needs the Plus plan; passwords are SRP, MFA is TOTP.',
  'IAM5 *: Log delivery and X-Ray offer no resource to name.',
  'IAM5 *: X-Ray takes segments without a resource to name.',
  'IAM5 execution: Executions of the one sync workflow: their names do not exist yet.',
  'SMG4: Rotated by hand: tokens are re-encrypted at their next refresh, see docs/operations.md.',
  'SMG4: Xero makes this secret; there is no interface to rotate it.',
];
