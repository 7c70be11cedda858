import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from './install.ts';
import { flowOf, PEERS_DIR, storedByFlow } from './peer-store.ts';
import { Watch } from './processes.ts';
import { NODE_FLAGS, SaidSchema, type Sample, type Tool } from './tool.ts';

const HOME = join(PEERS_DIR, 'n8n-home');
const SYNC = 'syncclients00001';
const NOTHING = 'nothingatall0001';

/** Telemetry, version checks and templates off, all on loopback; the Code node may use the two modules that it needs. */
const SETTINGS = {
  N8N_USER_FOLDER: HOME,
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
  N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
  NODE_FUNCTION_ALLOW_BUILTIN: 'fs,crypto',
  N8N_RUNNERS_TASK_TIMEOUT: '600',
  N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
  N8N_LOG_LEVEL: 'error',
};

/** `starts`: how many commands that do nothing tell what starting costs. */
export async function n8n(starts: number): Promise<Tool | undefined> {
  const found = await installed('n8n');
  if (found === undefined) return undefined;
  const bin = join(found.folder, 'node_modules', 'n8n', 'bin', 'n8n');
  mkdirSync(HOME, { recursive: true });
  const file = join(HOME, 'workflows.json');
  writeFileSync(file, flowOf('n8n/workflow.json'));
  await command(bin, ['import:workflow', `--input=${file}`], {});
  // A command is start and sync in one: what one costs that does nothing is taken off.
  const idle = [];
  for (let time = 0; time < starts; time += 1)
    idle.push(await command(bin, ['execute', `--id=${NOTHING}`], {}));
  const start = idle.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(idle.length / 2)];
  return {
    name: 'n8n',
    version: found.version,
    stored: storedByFlow,
    sync: async (environment, storeFile) => {
      const all = await command(bin, ['execute', `--id=${SYNC}`], {
        ...environment,
        STORE_FILE: storeFile,
      });
      const outcome = outcomeOf(`${storeFile}.result`, all.output);
      rmSync(`${storeFile}.result`, { force: true });
      const startCpuSeconds = start?.cpuSeconds ?? 0;
      return {
        wallSeconds: Math.max(0, all.wallSeconds - (start?.wallSeconds ?? 0)),
        cpuSeconds: Math.max(0, all.cpuSeconds - startCpuSeconds),
        startCpuSeconds,
        peakMb: all.peakMb,
        outcome,
      };
    },
  };
}

async function command(bin: string, args: string[], environment: Record<string, string>) {
  const began = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, bin, ...args], {
    env: { ...process.env, ...SETTINGS, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watch = new Watch(child.pid ?? 0);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()));
  await once(child, 'close');
  const usage = watch.now();
  watch.end();
  return { ...usage, wallSeconds: (performance.now() - began) / 1000, output };
}

/** Asked for its output, n8n prints all that every node saw, which is not the sync's work: the flow leaves its result in a file. */
function outcomeOf(file: string, output: string): Sample['outcome'] {
  if (existsSync(file)) return { ok: true, said: SaidSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  const error = /"message":\s*"([^"]*)"/.exec(output)?.[1] ?? /Error: (.*)/.exec(output)?.[1];
  return { ok: false, error: error ?? (output.trim().slice(-200) || 'no result') };
}
