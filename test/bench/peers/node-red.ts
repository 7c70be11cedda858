import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installed } from './install.ts';
import { flowOf, storedByFlow } from './peer-store.ts';
import { stop, Watch } from './processes.ts';
import { NODE_FLAGS, SaidSchema, type Sample, type Tool } from './tool.ts';

const READY_MS = 120_000;

export async function nodeRed(): Promise<Tool | undefined> {
  const found = await installed('node-red');
  if (found === undefined) return undefined;
  const { folder, version } = found;
  return {
    name: 'Node-RED',
    version,
    stored: storedByFlow,
    sync: (environment, storeFile) => sync(folder, environment, storeFile),
  };
}

async function sync(folder: string, environment: Record<string, string>, storeFile: string): Promise<Sample> {
  const userDir = mkdtempSync(join(tmpdir(), 'bench-node-red-'));
  const port = await freePort();
  writeFileSync(join(userDir, 'flows.json'), flowOf('node-red/flow.json'));
  writeFileSync(
    join(userDir, 'settings.js'),
    `module.exports = { uiPort: ${String(port)}, uiHost: '127.0.0.1', httpAdminRoot: false, flowFile: 'flows.json',
      telemetry: { enabled: false, updateNotification: false }, functionExternalModules: true, apiMaxLength: '200mb',
      logging: { console: { level: 'error' } } };\n`,
  );
  const red = join(folder, 'node_modules', 'node-red', 'red.js');
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, red, '--userDir', userDir, '--settings', join(userDir, 'settings.js')],
    {
      env: { ...process.env, ...environment, STORE_FILE: storeFile },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const watch = new Watch(child.pid ?? 0);
  const url = `http://127.0.0.1:${String(port)}`;
  try {
    await ready(`${url}/ready`);
    const start = watch.now();
    const began = performance.now();
    const answer = await fetch(`${url}/sync`, { method: 'POST' });
    const said: unknown = await answer.json();
    const end = watch.now();
    const outcome = answer.ok
      ? ({ ok: true, said: SaidSchema.parse(said) } as const)
      : ({ ok: false, error: String((said as { error?: unknown }).error) } as const);
    return {
      wallSeconds: (performance.now() - began) / 1000,
      cpuSeconds: end.cpuSeconds - start.cpuSeconds,
      startCpuSeconds: start.cpuSeconds,
      peakMb: end.peakMb,
      outcome,
    };
  } finally {
    watch.end();
    await stop(child);
  }
}

async function ready(url: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(100);
  }
  throw new Error('Node-RED does not start');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
