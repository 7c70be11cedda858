import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import * as z from 'zod';
import type { Bundles } from '../../../lib/constructs/bundles.ts';
import { measured, ratio, type Figure } from '../figure.ts';
import type { Part, Scope } from '../results.ts';
import { childResult, interleaved, ratioOf, summary } from '../rounds.ts';
import { WORKER } from './bundles.ts';

const CpuSchema = z.object({ cpu: z.number() });

/** What the worker's settings ask for. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  RECORDS_TABLE_NAME: 'Records',
  CONNECTIONS_TABLE_NAME: 'Connections',
  TOKEN_KEY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key',
};

/** As the product's bundles are made (lib/constructs/bundles.ts), for entries that are not the product's. */
const AS_PRODUCT: BuildOptions = {
  format: 'esm',
  mainFields: ['module', 'main'],
  external: [
    ...['sso', 'ini', 'process', 'web-identity', 'login', 'http'].map(
      (name) => `@aws-sdk/credential-provider-${name}`,
    ),
    '@smithy/credential-provider-imds',
    '@aws-sdk/token-providers',
  ],
};

type Files = Record<'bare' | 'sdk' | 'worker' | 'naive', string>;

const NAMES: Files = {
  bare: 'a handler that does nothing',
  sdk: 'DynamoDB alone, trimmed',
  worker: 'the worker (Find changes)',
  naive: 'the naive bundle',
};

export async function initRows(scope: Scope, made: Bundles): Promise<Part> {
  const files = {
    bare: await bundled(scope, 'bare', 'mjs', AS_PRODUCT),
    sdk: await bundled(scope, 'sdk', 'mjs', AS_PRODUCT),
    worker: join(made.folderOf(WORKER), 'index.mjs'),
    naive: await bundled(scope, 'worker', 'cjs', { format: 'cjs' }),
  };
  const figures = await measure(scope, files);
  const others = scope.full ? otherNodes() : [];
  for (const { node, version } of others) figures.push(...(await measure(scope, files, node, version)));
  const words = [
    'The naive bundle lacks powertools’ tracer, which is not installed (it would add 30 to 80 ms), and does nothing of the worker’s work but load: the goal of 0.2 was found against one with it.',
    ...(others.length === 0
      ? ['No other Node was there to measure with (`BENCH_NODES`: paths, with colons).']
      : []),
  ];
  return {
    figures: [...figures, ...(await firstCall(scope, files.sdk))],
    notes: words.map((text) => ({ row: 'init', text })),
  };
}

/** Those of `BENCH_NODES`; Lambda's is 24, ours is whatever runs this. */
function otherNodes(): { node: string; version: string }[] {
  const paths = (process.env['BENCH_NODES'] ?? '').split(':').filter((path) => path !== '');
  return paths.map((node) => ({ node, version: execFileSync(node, ['--version']).toString().trim() }));
}

async function measure(scope: Scope, files: Files, node = process.execPath, version = ''): Promise<Figure[]> {
  const load = (file: string) => () =>
    childResult(CpuSchema, { file: scope.script('load'), args: [file], env: ENVIRONMENT, node });
  const rounds = await interleaved(scope.full ? 11 : 7, {
    bare: load(files.bare),
    sdk: load(files.sdk),
    worker: load(files.worker),
    naive: load(files.naive),
  });
  const cpu = (name: keyof Files) => rounds[name].map((result) => result.cpu);
  const [at, on] = version === '' ? ['', ''] : [`.${version}`, `, Node ${version}`];
  const against = (other: 'sdk' | 'naive', goal: number): Figure =>
    ratio({
      row: 'init',
      id: `init.worker-to-${other}${at}`,
      what: `the worker, against ${NAMES[other]}${on}`,
      unit: 'x',
      goal,
      ...ratioOf(cpu('worker'), cpu(other)),
    });
  return [
    ...(['bare', 'sdk', 'worker', 'naive'] as const).map((name) =>
      measured({
        row: 'init',
        id: `init.${name}${at}`,
        what: `loading ${NAMES[name]}${on}`,
        unit: 'ms CPU',
        ...summary(cpu(name)),
      }),
    ),
    against('sdk', 1.4),
    against('naive', 0.2),
  ];
}

/** The first request of a process that has the SDK loaded, to a server of this process. */
async function firstCall(scope: Scope, sdk: string): Promise<Figure[]> {
  const server = createServer((_, response) => response.end('<Response />'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const call = (how: string) => () =>
    childResult(CpuSchema, { file: scope.script('first-call'), args: [how, url, sdk], env: ENVIRONMENT });
  const rounds = await interleaved(scope.full ? 11 : 7, { https: call('https'), fetch: call('fetch') });
  server.close();
  const https = rounds.https.map(({ cpu }) => cpu);
  const fetches = rounds.fetch.map(({ cpu }) => cpu);
  return [
    measured({
      row: 'first-call',
      id: 'first-call.https',
      what: 'first request through node:https, without TLS',
      unit: 'ms CPU',
      goal: 4,
      ...summary(https),
    }),
    measured({
      row: 'first-call',
      id: 'first-call.fetch',
      what: 'first request through fetch',
      unit: 'ms CPU',
      ...summary(fetches),
    }),
    ratio({
      row: 'first-call',
      id: 'first-call.ratio',
      what: 'node:https, against fetch',
      unit: 'x',
      ...ratioOf(https, fetches),
    }),
  ];
}

async function bundled(
  { folder }: Scope,
  entry: string,
  extension: 'mjs' | 'cjs',
  options: BuildOptions,
): Promise<string> {
  const outfile = join(folder, `naive-${entry}.${extension}`);
  await build({
    entryPoints: [`test/bench/naive/${entry}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    ...(extension === 'mjs' && {
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    }),
    logLevel: 'error',
    ...options,
  });
  return outfile;
}
