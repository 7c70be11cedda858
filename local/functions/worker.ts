import { parentPort, workerData } from 'node:worker_threads';
import { redirectRequests } from './redirect.ts';
import type { FromWorker, Invocation, WorkerSettings } from './protocol.ts';

/**
 * The Lambda runtime inside a function's thread. It is bundled into one CommonJS text and evaluated, so that
 * no TypeScript loader is needed in the thread; the function's own bundle is then imported as it would be in Lambda.
 */
type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerSettings;
const reply = (message: FromWorker) => parentPort?.postMessage(message);

async function start(): Promise<void> {
  redirectRequests(settings.redirects);
  const handler = await load();
  parentPort?.on('message', (invocation: Invocation) => void answer(handler, invocation));
  reply({ kind: 'ready' });
}

async function load(): Promise<Handler> {
  const module = (await import(settings.entry)) as Record<string, unknown>;
  const handler = module[settings.exportName];
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${settings.exportName} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

async function answer(handler: Handler, { payload, context, deadline }: Invocation): Promise<void> {
  try {
    const result = await handler(JSON.parse(payload), {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    reply({ kind: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    reply({ kind: 'error', error: describe(error) });
  }
}

function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

start().catch((error: unknown) => {
  console.error(error);
  reply({ kind: 'failed', error: describe(error) });
});
