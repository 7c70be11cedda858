import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readDemo } from '../../local/demo/demo-file.ts';
import type { Demo } from '../../local/demo/demo-file.ts';
import { ROOT } from '../../local/synth.ts';
import { PATIENCE_MS } from './portal-user.ts';

const END_WITH_PARENT = fileURLToPath(new URL('end-with-parent.ts', import.meta.url));

export interface ChildRun {
  demo: Demo;
  /** Everything that it printed. */
  said(): string;
  /** Kills it as a power cut would; settles when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>;
}

export interface ChildOptions {
  stateDir: string;
  /** Who answers for Xero; without it the run's own stand-in. */
  xeroUrl?: string;
}

/** One of the commands in a process of its own, without npm around it so that its pid is the one to kill. */
export function command(script: string, args: string[], { stateDir, xeroUrl }: ChildOptions) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', END_WITH_PARENT, `local/${script}.ts`, ...args],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, LOCAL_STATE: stateDir, XERO_URL: xeroUrl ?? '', XERO: '', NODE_OPTIONS: '' },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exited, said: () => said };
}

/** `npm start`, ready. */
export async function startChildRun(options: ChildOptions): Promise<ChildRun> {
  const { child, exited, said } = command('start', ['--port', '0'], options);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await isReady(child, exited, said);
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    demo: readDemo(options.stateDir),
    said,
    kill,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function isReady(
  child: ChildProcess,
  exited: Promise<number | null>,
  said: () => string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (said().includes('prints an access token')) resolve();
    });
    timer = setTimeout(() => reject(new Error(`Not ready in time:\n${said()}`)), PATIENCE_MS);
    void exited.then(() => reject(new Error(`Ended before it was ready:\n${said()}`)));
  });
  await ready.finally(() => clearTimeout(timer));
}
