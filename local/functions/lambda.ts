import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { AwsError } from '../aws/service.ts';
import type { FunctionDefinition } from './definition.ts';
import { Sandbox } from './sandbox.ts';
import type { Redirects } from './redirect.ts';

export interface LambdaOptions {
  readonly region: string;
  readonly logFolder: string;
  readonly awsUrl: string;
  readonly redirects: Redirects;
  /** Heap in MB by function name or logical id, instead of what MemorySize says. */
  readonly heapMb?: Readonly<Record<string, number>> | undefined;
}

const CONCURRENCY = 4;
const IDLE_MS = 300_000;
const LOG_LIMIT_BYTES = 5_000_000;

interface Pool {
  readonly definition: FunctionDefinition;
  readonly idle: Sandbox[];
  readonly waiting: ((sandbox: Sandbox | undefined) => void)[];
  busy: number;
  log?: Writable;
}

/** The functions of the template: at most four threads each, started when an event finds no idle one. */
export class LambdaStandIn {
  private readonly pools = new Map<string, Pool>();
  private readonly sandboxes = new Set<Sandbox>();
  private bootstrap: Promise<string> | undefined;
  private closed = false;

  constructor(private readonly options: LambdaOptions) {
    mkdirSync(options.logFolder, { recursive: true });
  }

  define(definition: FunctionDefinition): void {
    this.pools.set(definition.name, { definition, idle: [], waiting: [], busy: 0 });
  }

  /** Takes a name or an ARN; rejects with a FunctionError named as the function named its error. */
  async invoke(nameOrArn: string, event: unknown): Promise<unknown> {
    const pool = this.poolOf(nameOrArn);
    const sandbox = await this.take(pool);
    try {
      return JSON.parse(await sandbox.run(JSON.stringify(event ?? {})));
    } finally {
      this.giveBack(pool, sandbox);
    }
  }

  has(nameOrArn: string): boolean {
    return this.pools.has(nameFrom(nameOrArn));
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.sandboxes].map((sandbox) => sandbox.stop()));
    for (const pool of this.pools.values()) pool.log?.end();
  }

  private poolOf(nameOrArn: string): Pool {
    const pool = this.pools.get(nameFrom(nameOrArn));
    if (pool !== undefined) return pool;
    throw functionNotFound(nameOrArn);
  }

  private async take(pool: Pool): Promise<Sandbox> {
    if (pool.busy >= CONCURRENCY) {
      const handed = await new Promise<Sandbox | undefined>((resolve) => pool.waiting.push(resolve));
      if (handed !== undefined) return handed;
    } else {
      pool.busy += 1;
    }
    for (let sandbox = pool.idle.pop(); sandbox !== undefined; sandbox = pool.idle.pop()) {
      if (sandbox.alive) return sandbox;
      this.sandboxes.delete(sandbox);
    }
    try {
      return await this.start(pool);
    } catch (error) {
      pool.busy -= 1;
      throw error;
    }
  }

  private giveBack(pool: Pool, sandbox: Sandbox): void {
    if (!sandbox.alive) this.sandboxes.delete(sandbox);
    const next = pool.waiting.shift();
    if (next !== undefined) {
      next(sandbox.alive ? sandbox : undefined);
      return;
    }
    pool.busy -= 1;
    if (!sandbox.alive) return;
    pool.idle.push(sandbox);
    setTimeout(() => this.retire(pool, sandbox), IDLE_MS).unref();
  }

  private retire(pool: Pool, sandbox: Sandbox): void {
    const at = pool.idle.indexOf(sandbox);
    if (at === -1) return;
    pool.idle.splice(at, 1);
    this.sandboxes.delete(sandbox);
    void sandbox.stop();
  }

  private async start(pool: Pool): Promise<Sandbox> {
    const { definition } = pool;
    this.bootstrap ??= bundleWorker();
    const bootstrap = await this.bootstrap;
    if (this.closed) throw new AwsError('ServiceException', 'The platform is closing', 500);
    pool.log ??= this.openLog(definition.name);
    const sandbox = new Sandbox(definition, {
      bootstrap,
      environment: this.environmentOf(definition),
      // a quarter of a real function's memory goes to the process itself
      heapMb:
        this.options.heapMb?.[definition.name] ??
        this.options.heapMb?.[definition.logicalId] ??
        Math.floor(definition.memoryMb * 0.75),
      redirects: this.options.redirects,
      log: pool.log,
    });
    this.sandboxes.add(sandbox);
    return sandbox;
  }

  private environmentOf(definition: FunctionDefinition): Record<string, string> {
    return {
      AWS_REGION: this.options.region,
      AWS_DEFAULT_REGION: this.options.region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: definition.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      _X_AMZN_TRACE_ID: 'Root=1-00000000-000000000000000000000000;Sampled=0',
      _HANDLER: `index.${definition.exportName}`,
      AWS_ACCESS_KEY_ID: definition.name, // by it the services know whose permissions count
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      // nothing of the developer's own AWS set-up may leak in
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ENDPOINT_URL: this.options.awsUrl,
      NODE_NO_WARNINGS: '1',
      ...definition.environment,
    };
  }

  private openLog(name: string): Writable {
    const file = join(this.options.logFolder, `${name}.log`);
    const full = existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES;
    const log = createWriteStream(file, { flags: full ? 'w' : 'a' }).setMaxListeners(0);
    return log.on('error', () => undefined); // a full disk or a late line must not end the platform
  }
}

/** Of `name` or `arn:aws:lambda:…:function:name:$LATEST`. */
export function nameFrom(nameOrArn: string): string {
  const [, name] = /:function:([^:]+)/.exec(nameOrArn) ?? [];
  return name ?? nameOrArn;
}

export function functionNotFound(nameOrArn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
}

async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}
