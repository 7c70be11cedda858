import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { Watch } from './processes.ts';
import { SaidSchema, type Sample, type Tool } from './tool.ts';

/** As `ours-process.ts` writes it. */
export interface FileStore {
  connection: unknown;
  clients: { client: { xpmUuid?: string | undefined; status: string } & object; hash: string | undefined }[];
}

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
    packages: 'external',
    logLevel: 'error',
  });
  return { name: 'ours', version: 'this commit', sync, stored };
}

async function sync(environment: Record<string, string>, storeFile: string): Promise<Sample> {
  const child = spawn(process.execPath, ['--no-warnings', BUNDLE], {
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
  const nextLine = async () => ((await lines.next()) as { value: string | undefined }).value ?? '{}';
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
  const { clients } = JSON.parse(readFileSync(storeFile, 'utf8')) as FileStore;
  return new Map(
    clients.map(({ client: { xpmUuid = '', status } }) => [xpmUuid, { archived: status === 'archived' }]),
  );
}
