import { gzipSync } from 'node:zlib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions, entryNames } from '../../lib/constructs/bundles.ts';
import { ROOT } from '../../local/synth.ts';

/** Who talks to Xero's identity service; the library behind it is most of a cold start. */
const WITH_XERO = [
  'api/delete-connection',
  'api/receive-xero-callback',
  'api/start-connection',
  'trigger/finish-disconnects',
  'workflow/sync-firm/begin-sync',
  'workflow/sync-firm/check-connection',
];
const XERO_PACKAGES = ['xero-node', 'axios', 'openid-client', 'form-data', 'mime-db'];
const NOWHERE = [
  'fast-xml-parser',
  'aws-xray-sdk-core',
  'aws-xray-sdk',
  '@aws-lambda-powertools/tracer',
  'aws-cdk-lib',
];
const AWS_CLIENTS = [
  '@aws-sdk/client-cognito-identity-provider',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-ses',
  '@aws-sdk/client-sfn',
];

/** Who measures something: whoever ends syncs, sends mails, or looks for what is due. The library is of use to nobody else. */
const MEASURING = [
  'api/approve-removals',
  'api/delete-connection',
  'api/receive-xero-callback',
  'api/remind-user-mfa',
  'api/start-sync',
  'trigger/deliver-mail',
  'trigger/execution-ended',
  'trigger/pre-token-generation',
  'trigger/record-mail-problem',
  'trigger/run-sync',
  'workflow/dispatch-due-syncs/end-interrupted-runs',
  'workflow/dispatch-due-syncs/find-due-firms',
  'workflow/sync-firm/begin-sync',
  'workflow/sync-firm/check-connection',
  'workflow/sync-firm/complete-sync',
  'workflow/sync-firm/fail-sync',
  'workflow/sync-firm/send-summary',
];
const METRICS = '@aws-lambda-powertools/metrics';

/** Bytes; minified, and as the zip holds them. */
const LIMITS = {
  plain: { minified: 520_000, zipped: 165_000 },
  xero: { minified: 1_150_000, zipped: 330_000 },
  /** On top of either. */
  measuring: { minified: 12_000, zipped: 4_000 },
};

interface Bundle {
  entry: string;
  minified: number;
  zipped: number;
  /** Bytes by package or by folder of this repository. */
  inputs: Map<string, number>;
}

describe('The bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-test-'));
  let bundles: Bundle[] = [];

  beforeAll(async () => {
    const made = await bundleFunctions(folder);
    bundles = entryNames().map((entry) => read(entry, made));
    for (const { entry, minified, zipped } of bundles) {
      // eslint-disable-next-line no-console -- the sizes are a result
      console.log(
        `${(minified / 1000).toFixed(0).padStart(6)} KB ${(zipped / 1000).toFixed(0).padStart(5)} KB zipped  ${entry}`,
      );
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are one per entry', () => {
    expect(bundles.length).toBeGreaterThanOrEqual(26);
  });

  it('carry xero-node only where Xero is asked for tokens', () => {
    const found = bundles.filter(({ inputs }) => XERO_PACKAGES.some((name) => inputs.has(name)));
    expect(found.map(({ entry }) => entry)).toEqual(WITH_XERO);
  });

  it('carry the library for metrics only where something is measured', () => {
    const found = bundles.filter(({ inputs }) => inputs.has(METRICS));
    expect(found.map(({ entry }) => entry)).toEqual(MEASURING);
  });

  it('carry nothing of xero-node’s other APIs', () => {
    for (const { entry, inputs } of bundles.filter(({ inputs: all }) => all.has('xero-node'))) {
      expect(inputs.get('xero-node'), entry).toBeLessThan(25_000);
    }
  });

  it('carry no package that was decided against, and no unlisted client of AWS', () => {
    for (const { entry, inputs } of bundles) {
      const names = [...inputs.keys()];
      expect(
        names.filter((name) => NOWHERE.includes(name)),
        entry,
      ).toEqual([]);
      const clients = names.filter((name) => name.startsWith('@aws-sdk/client-'));
      expect(
        clients.filter((name) => !AWS_CLIENTS.includes(name)),
        entry,
      ).toEqual([]);
      expect(
        names.filter((name) => /credential-provider-(?!env|node)|token-providers/.test(name)),
        entry,
      ).toEqual([]);
    }
  });

  it('carry zod without its languages', () => {
    for (const { entry, inputs } of bundles) expect(inputs.get('zod') ?? 0, entry).toBeLessThan(130_000);
  });

  it('carry the code of one entry', () => {
    for (const { entry, inputs } of bundles) {
      const foreign = [...inputs.keys()].filter(
        (name) =>
          /^functions\/(api|workflow|trigger)\/.+\/(index|handler)\.ts$/.test(name) &&
          !name.startsWith(`functions/${entry}/`),
      );
      expect(foreign, entry).toEqual([]);
    }
  });

  it('are no larger than they were', () => {
    const tooLarge = bundles.filter(({ inputs, minified, zipped }) => {
      const limit = inputs.has('xero-node') ? LIMITS.xero : LIMITS.plain;
      const more = inputs.has(METRICS) ? LIMITS.measuring : { minified: 0, zipped: 0 };
      return minified > limit.minified + more.minified || zipped > limit.zipped + more.zipped;
    });
    expect(tooLarge.map(({ entry, minified, zipped }) => [entry, minified, zipped])).toEqual([]);
  });

  it('keep the names of errors, which the workflows compare', () => {
    const code = readFileSync(join(folder, 'workflow/sync-firm/begin-sync/index.mjs'), 'utf8');
    expect(code).toContain('"SyncNotDueError"');
  });

  function read(entry: string, made: Bundles): Bundle {
    const file = join(made.folderOf(entry), 'index.mjs');
    const key = Object.keys(made.metafile.outputs).find((output) => join(ROOT, output) === file);
    const inputs = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(made.metafile.outputs[key ?? '']?.inputs ?? {})) {
      const name = packageOf(relative('', input));
      if (bytesInOutput > 0) inputs.set(name, (inputs.get(name) ?? 0) + bytesInOutput);
    }
    const code = readFileSync(file);
    return { entry, minified: code.length, zipped: gzipSync(code, { level: 9 }).length, inputs };
  }
});

function packageOf(input: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input;
}
