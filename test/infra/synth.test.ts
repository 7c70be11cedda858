import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT, synthesize } from '../../local/synth.ts';
import { at, deployed, ofType, STACKS } from '../support/infra.ts';

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
const PATIENCE_MS = 300_000;

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
    expect(report.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(['AwsSolutions', 'Serverless']),
    );
    for (const { conclusion, violations } of report) {
      expect(violations).toEqual([]);
      expect(conclusion).toBe('success');
    }
  });

  it('lists what is acknowledged, in its qualified form and with a reason', () => {
    const suppressed = report.flatMap(({ suppressedViolations }) => suppressedViolations);
    for (const { acknowledgedId, reason } of suppressed) {
      expect(acknowledgedId).toMatch(/^(AwsSolutions::AwsSolutions|Serverless::Serverless)-/);
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
    const [callback, tracing, executions, upload, answering, kept] = [
      'APIG4',
      'IAM5 *',
      'IAM5 execution',
      'IAM5 upload',
      'LambdaDLQ',
      'LambdaAsyncFailureDestination',
    ].map(count);
    const asynchronous = ofType(all, 'Lambda::Function').filter(
      ({ properties }) => at(properties, 'DeadLetterConfig') !== undefined,
    );
    expect({
      answering,
      kept,
      callback,
      tracing,
      executions,
      upload,
      others: suppressed.length - suppressed.filter(({ acknowledgedId }) => isMany(acknowledgedId)).length,
    }).toEqual({
      // And CDK's own, which uploads the portal.
      answering: ofType(all, 'Lambda::Function').length - asynchronous.length + 1,
      kept: asynchronous.length,
      callback: 1,
      tracing: ofType(all, 'Lambda::Function').length + machines,
      executions: 1,
      // Five actions and two resources of the one role that puts the portal's files into their bucket.
      upload: 7,
      others: 13,
    });
  });
});

const isMany = (acknowledgedId: string) =>
  /^(APIG4|LambdaDLQ|LambdaAsyncFailureDestination|IAM5 .+)$/.test(kindOf(acknowledgedId));

function kindOf(acknowledgedId: string): string {
  const [, rule = '', resource] =
    /^(?:AwsSolutions::AwsSolutions|Serverless::Serverless)-(\w+)(?:\[\w+::(.+)\])?$/.exec(acknowledgedId) ??
    [];
  if (resource === undefined) return rule;
  if (resource === '*') return `${rule} *`;
  if (resource.includes(':execution:')) return `${rule} execution`;
  return `${rule} ${/^s3:|^<Files|-assets-/.test(resource) ? 'upload' : resource}`;
}

/** Everything that a rule of AWS's says and we do not follow; a new one is a decision. */
const ACKNOWLEDGED = [
  'APIG4: Xero sends a browser here; single-use state and a cookie bind it to who started.',
  'CFR1: Whoever may sign in may do so wherever they are.',
  'CFR2: A web ACL is of us-east-1 and the account’s own: -c portalWebAclArn=… puts it in front.',
  'CFR3: Its log would hold queries: the code of a callback, names in a search. The API logs each request without them.',
  'CFR4: Without a domain of its own, CloudFront’s certificate is in use, and its least TLS version.',
  'COG2: MFA is required per connected firm, by the API on every request.',
  'COG8: Threat protection needs the Plus plan; passwords are SRP, MFA is TOTP.',
  'IAM5 *: Log delivery and X-Ray offer no resource to name.',
  'IAM5 *: X-Ray takes segments without a resource to name.',
  'IAM5 execution: Executions of the one sync workflow: their names do not exist yet.',
  'IAM5 upload: CDK’s grants to upload whatever files the portal consists of, to its own bucket alone.',
  'L1: The function is CDK’s own, as its version of CDK was tested; it works at deployments.',
  'LambdaAsyncFailureDestination: Its dead-letter queue keeps what failed, with an alarm on it.',
  'LambdaDLQ: The function is CDK’s own, as its version of CDK was tested; it works at deployments.',
  'LambdaDLQ: Whoever invokes it waits for its answer and learns of its failure.',
  'LambdaLatestVersion: The function is CDK’s own, as its version of CDK was tested; it works at deployments.',
  'LambdaTracing: The function is CDK’s own, as its version of CDK was tested; it works at deployments.',
  'S1: Holds public files; only the distribution reads them.',
  'SMG4: Rotated by hand: tokens are re-encrypted at their next refresh, see docs/operations.md.',
  'SMG4: Xero makes this secret; there is no interface to rotate it.',
  'SQSRedrivePolicy: It is where others leave what they gave up; people read it.',
];
