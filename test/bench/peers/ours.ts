import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import type { Line } from './file-clients.ts';
import { Watch } from './processes.ts';
import { NODE_FLAGS, SaidSchema, type Sample, type Tool } from './tool.ts';

const OutcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), said: SaidSchema }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);
/** Three folders below the root, as the sources that look for files from there expect. */
const BUNDLE = fileURLToPath(new URL('../../../.cache/bench/peers/ours.mjs', import.meta.url));

/** Bundled first, as it is deployed: no compiler's time is in the figures. */
export async function ours(): Promise<Tool> {
  await build({
    entryPoints: [fileURLToPath(new URL('ours-process.ts', import.meta.url))],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return { name: 'ours', version: 'this commit', sync, stored };
}

async function sync(environment: Record<string, string>, storeFile: string): Promise<Sample> {
  const child = spawn(process.execPath, [...NODE_FLAGS, BUNDLE], {
    env: {
      ...process.env,
      ...environment,
      STORE_FILE: storeFile,
      POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const watch = new Watch(child.pid ?? 0);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.value === undefined) throw new Error('our sync ended without a result');
    return line.value;
  };
  while ((await nextLine()) !== 'ready');
  const start = watch.now();
  const began = performance.now();
  child.stdin.write('go\n');
  let line = await nextLine();
  while (!line.startsWith('{"ok"')) line = await nextLine();
  const end = watch.now();
  watch.end();
  return {
    wallSeconds: (performance.now() - began) / 1000,
    cpuSeconds: end.cpuSeconds - start.cpuSeconds,
    startCpuSeconds: start.cpuSeconds,
    peakMb: end.peakMb,
    outcome: OutcomeSchema.parse(JSON.parse(line)),
  };
}

function stored(storeFile: string): Map<string, { archived: boolean }> {
  if (!existsSync(storeFile)) return new Map();
  const lines = readFileSync(storeFile, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line) => {
      const read = JSON.parse(line) as Line;
      if (!('client' in read)) return [];
      return [[read.client.xpmUuid ?? '', { archived: read.client.status === 'archived' }] as const];
    }),
  );
}
