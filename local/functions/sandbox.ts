import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Writable } from 'node:stream';
import type { FunctionDefinition } from './definition.ts';
import { FunctionError } from './protocol.ts';
import type { FromWorker, Invocation, WorkerSettings } from './protocol.ts';
import type { Redirects } from './redirect.ts';

export interface SandboxOptions {
  readonly bootstrap: string;
  readonly environment: Record<string, string>;
  readonly heapMb: number;
  readonly redirects: Redirects;
  readonly log: Writable;
}

const START_LIMIT_MS = 60_000; // Lambda gives 10 s; a laptop under load may need more
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024;

/** One execution environment: a worker thread that handles one event at a time, until it ends or is ended. */
export class Sandbox {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private settle: ((message: FromWorker) => void) | undefined;
  private ended: FromWorker | undefined;

  constructor(
    private readonly definition: FunctionDefinition,
    options: SandboxOptions,
  ) {
    this.worker = new Worker(options.bootstrap, {
      eval: true,
      name: definition.name,
      env: options.environment,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
      workerData: {
        entry: definition.entry,
        exportName: definition.exportName,
        redirects: options.redirects,
      } satisfies WorkerSettings,
    });
    this.worker.stdout.pipe(options.log, { end: false });
    this.worker.stderr.pipe(options.log, { end: false });
    this.worker.on('message', (message: FromWorker) => this.settle?.(message));
    this.worker.on('error', (error: Error & { code?: string }) => {
      const errorType = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'Runtime.OutOfMemory' : error.name;
      this.end({ errorType, errorMessage: error.message, trace: (error.stack ?? '').split('\n') });
    });
    this.worker.on('exit', (code) => {
      this.end({
        errorType: 'Runtime.ExitError',
        errorMessage: `Runtime exited with code ${String(code)}`,
        trace: [],
      });
    });
    this.ready = this.start();
    this.ready.catch(() => undefined); // told to whoever runs the first event
  }

  /** False as soon as the thread is gone: an error nobody caught, a full heap, a time-out. */
  get alive(): boolean {
    return this.ended === undefined;
  }

  async run(payload: string): Promise<string> {
    await this.ready;
    const { name, arn, memoryMb, timeoutMs } = this.definition;
    const awsRequestId = randomUUID();
    const message = await this.exchange(
      timeoutMs,
      `${awsRequestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
      {
        payload,
        deadline: Date.now() + timeoutMs,
        context: {
          awsRequestId,
          functionName: name,
          functionVersion: '$LATEST',
          invokedFunctionArn: arn,
          memoryLimitInMB: String(memoryMb),
          logGroupName: `/aws/lambda/${name}`,
          logStreamName: 'local',
        },
      },
    );
    if (message.kind !== 'result') throw toError(message);
    if (Buffer.byteLength(message.payload) > RESPONSE_LIMIT_BYTES) {
      throw new FunctionError({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        trace: [],
      });
    }
    return message.payload;
  }

  async stop(): Promise<void> {
    this.end({ errorType: 'Runtime.ExitError', errorMessage: 'The function was stopped', trace: [] });
    await this.worker.terminate();
  }

  private async start(): Promise<void> {
    const message = await this.exchange(START_LIMIT_MS, 'Error: the function did not start in time');
    if (message.kind === 'ready') return;
    await this.stop();
    throw toError(message);
  }

  private exchange(limitMs: number, onTimeout: string, invocation?: Invocation): Promise<FromWorker> {
    if (this.ended !== undefined) return Promise.resolve(this.ended);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.end({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${onTimeout}`, trace: [] });
        void this.worker.terminate();
      }, limitMs);
      this.settle = (message) => {
        clearTimeout(timer);
        this.settle = undefined;
        resolve(message);
      };
      if (invocation !== undefined) this.worker.postMessage(invocation);
    });
  }

  private end(error: { errorType: string; errorMessage: string; trace: string[] }): void {
    this.ended ??= { kind: 'failed', error };
    this.settle?.(this.ended);
  }
}

function toError(message: FromWorker): FunctionError {
  if (message.kind === 'failed' || message.kind === 'error') return new FunctionError(message.error);
  return new FunctionError({
    errorType: 'Runtime.Unknown',
    errorMessage: `Unexpected ${message.kind}`,
    trace: [],
  });
}
