import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { AssemblyCache } from './assembly/cache.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a synthesized app is made of: when none of it changed, the last assembly still holds. */
const SOURCES = [
  'bin',
  'lib',
  'functions',
  'state-machines',
  'portal',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What others make of the portal's sources. */
const NOT_SOURCES = ['dist', 'node_modules', '.vite'];

/** What the CDK's command line adds to the context of cdk.json; with it, a direct run gives the very same templates. */
const CONTEXT_OF_THE_CLI = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
  'aws:cdk:bundling-stacks': ['**'],
};

const CdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** The folder of the synthesized app, made anew only when its sources changed. */
export async function synthesize(): Promise<string> {
  const cache = new AssemblyCache(join(ROOT, '.cache', 'assemblies'));
  const hash = hashOf(SOURCES);
  const found = cache.find(hash);
  if (found !== undefined) return found;
  const draft = cache.draft(hash);
  await runApp(draft);
  return cache.put(hash, draft);
}

function runApp(outdir: string): Promise<void> {
  const { context } = CdkJsonSchema.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      // Rules are checked by "npx cdk synth" and the tests; they take two thirds of a synth and change no template.
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...CONTEXT_OF_THE_CLI }),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The app cannot be synthesized:\n${said}`));
    });
  });
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap((source) => filesOf(join(ROOT, source)))) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 24);
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.includes(name))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
