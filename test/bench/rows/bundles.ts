import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Bundles, entryNames } from '../../../lib/constructs/bundles.ts';
import { ROOT } from '../../support/workflows/definitions.ts';
import { count, type Figure } from '../figure.ts';
import type { Part } from '../results.ts';

const GOAL = { minified: 300, zipped: 100 };
export const WORKER = 'workflow/sync-firm/find-changes';
/** What stands in for a module that is left out (lib/constructs/bundle-trims.ts) is shorter than this. */
const STAND_IN_BYTES = 200;
const FORBIDDEN = [
  /^(axios|fast-xml-parser|aws-xray-sdk.*|@aws-lambda-powertools\/tracer|aws-cdk-lib)$/,
  /^@aws-sdk\/(credential-provider-(?!env|node)\w|token-providers)/,
  /^@aws-sdk\/client-(?!(cognito-identity-provider|dynamodb|secrets-manager|ses|sfn)$)/,
];

interface Bundle {
  entry: string;
  minified: number;
  zipped: number;
  /** Bytes by package. */
  packages: Map<string, number>;
}

const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;

export function bundleRows(made: Bundles): Part {
  const bundles = entryNames().map((entry) => read(entry, made));
  const withXero = bundles.filter(({ packages }) => packages.has('xero-node'));
  const plain = bundles.filter((bundle) => !withXero.includes(bundle));
  const worker = bundles.filter(({ entry }) => entry === WORKER);
  return {
    figures: [
      ...sizes('worker', 'the worker (Find changes)', worker),
      ...sizes('largest', 'the largest without xero-node', plain),
      ...sizes('largest-with-xero-node', 'the largest with xero-node', withXero),
      count({
        row: 'bundle',
        id: 'bundle.above-goal',
        what: 'functions without xero-node above a goal',
        value: plain.filter(isLarge).length,
        unit: `of ${String(plain.length)}`,
        goal: 0,
      }),
      ...[
        ['forbidden', 'bytes of forbidden packages', plain] as const,
        ['forbidden-with-xero-node', 'bytes of forbidden packages with xero-node', withXero] as const,
      ].map(([id, what, group]) =>
        count({
          row: 'bundle',
          id: `bundle.${id}`,
          what,
          value: group.reduce((sum, bundle) => sum + forbiddenIn(bundle), 0),
          unit: 'B',
          goal: 0,
        }),
      ),
      ...bundles.flatMap(({ entry, minified, zipped }) => [
        count({
          row: 'bundle',
          id: `bundle.each.${entry}`,
          what: entry,
          value: kilobytes(minified),
          unit: 'KB',
        }),
        count({
          row: 'bundle',
          id: `bundle.each.${entry}.gz`,
          what: `${entry}, gzipped`,
          value: kilobytes(zipped),
          unit: 'KB',
        }),
      ]),
    ],
  };
}

const isLarge = ({ minified, zipped }: Bundle) =>
  kilobytes(minified) > GOAL.minified || kilobytes(zipped) > GOAL.zipped;

function sizes(id: string, whose: string, bundles: readonly Bundle[]): Figure[] {
  return (['minified', 'zipped'] as const).map((size) =>
    count({
      row: 'bundle',
      id: `bundle.${id}.${size}`,
      what: `${whose}, ${size}`,
      value: kilobytes(Math.max(...bundles.map((bundle) => bundle[size]))),
      unit: 'KB',
      goal: GOAL[size],
    }),
  );
}

function forbiddenIn({ packages }: Bundle): number {
  return [...packages]
    .filter(([name, bytes]) => bytes > STAND_IN_BYTES && FORBIDDEN.some((pattern) => pattern.test(name)))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
}

function read(entry: string, made: Bundles): Bundle {
  const file = join(made.folderOf(entry), 'index.mjs');
  const { outputs } = made.metafile;
  const key = Object.keys(outputs).find((output) => join(ROOT, output) === file) ?? '';
  const packages = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(outputs[key]?.inputs ?? {})) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
    if (name !== undefined && bytesInOutput > 0)
      packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
  }
  const code = readFileSync(file);
  return { entry, minified: code.length, zipped: gzipSync(code, { level: 9 }).length, packages };
}
