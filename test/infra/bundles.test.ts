import { gzipSync } from 'node:zlib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions, entryNames } from '../../lib/constructs/bundles.ts';
import { ROOT } from '../../local/synth.ts';

/** Who talks to Xero's identity service; the library behind it is 85 KB. */
const WITH_XERO = [
  'api/delete-connection',
  'api/receive-xero-callback',
  'api/start-connection',
  'trigger/finish-disconnects',
  'workflow/sync-firm/begin-sync',
  'workflow/sync-firm/check-connection',
];
const XERO_PACKAGES = ['xero-node', 'openid-client'];
const NOWHERE = [
  'axios',
  'form-data',
  'mime-db',
  'follow-redirects',
  'mnemonist',
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

/** What stands in for a module that is left out is shorter than this. */
const STAND_IN_BYTES = 200;
const WORKER = 'workflow/sync-firm/find-changes';

/** Bytes, minified and as the zip holds them: what was reached, and 3 % more (ADR 0009). */
const CEILINGS = {
  median: { minified: 405_000, zipped: 129_000 },
  largest: { minified: 497_000, zipped: 149_000 },
  worker: { minified: 481_000, zipped: 153_000 },
  withXero: { minified: 756_000, zipped: 224_000 },
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

  it('carry nothing of xero-node’s other APIs, and one jose', () => {
    for (const { entry, inputs } of bundles.filter(({ inputs: all }) => all.has('xero-node'))) {
      expect(inputs.get('xero-node'), entry).toBeLessThan(10_000);
      expect(inputs.get('jose'), entry).toBeLessThan(29_500);
    }
  });

  it('carry no package that was decided against, and no unlisted client of AWS', () => {
    for (const { entry, inputs } of bundles) {
      const names = [...inputs.keys()];
      expect(
        NOWHERE.filter((name) => (inputs.get(name) ?? 0) > STAND_IN_BYTES),
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

  it('carry zod without its languages and its JSON schemas', () => {
    for (const { entry, inputs } of bundles) expect(inputs.get('zod') ?? 0, entry).toBeLessThan(93_000);
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
    const [withXero, others] = [true, false].map((has) =>
      bundles.filter(({ inputs }) => inputs.has('xero-node') === has),
    );
    const worker = bundles.filter(({ entry }) => entry === WORKER);
    const rest = others?.filter(({ entry }) => entry !== WORKER);
    const half = Math.floor(bundles.length / 2);
    for (const size of ['minified', 'zipped'] as const) {
      const largest = (of: Bundle[] = []) => Math.max(...of.map((bundle) => bundle[size]));
      const sizes = bundles.map((bundle) => bundle[size]).sort((left, right) => left - right);
      const found = { withXero: largest(withXero), worker: largest(worker), largest: largest(rest) };
      for (const [which, bytes] of Object.entries({ ...found, median: sizes[half] ?? Infinity })) {
        const ceiling = new Map(Object.entries(CEILINGS)).get(which)?.[size];
        expect(bytes, `${which}, ${size}`).toBeLessThanOrEqual(ceiling ?? 0);
      }
    }
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
