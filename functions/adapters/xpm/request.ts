import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { createGunzip } from 'node:zlib';

/** Milliseconds, each on its own. */
export interface Deadlines {
  connect: number;
  /** From the request to the head of the answer: XPM gathers a large list for minutes before it says anything. */
  firstByte: number;
  /** Between two pieces of the answer. */
  idle: number;
  total: number;
}

/** A deadline passed; `message` says which. */
export class DeadlineError extends Error {}

/** One request in flight. Its deadlines run until `end`, which whoever opened it calls in every case. */
export class Exchange {
  private readonly request: ClientRequest;
  private readonly total: NodeJS.Timeout;
  private target: { destroy(error?: Error): unknown };
  private passed: DeadlineError | undefined;
  private headCame = false;

  constructor(
    options: https.RequestOptions,
    private readonly deadlines: Deadlines,
  ) {
    this.total = setTimeout(() => {
      this.giveUp('total');
    }, deadlines.total);
    // Called through the module, and without a pool: a list comes at most a few times a day.
    this.request = https.request({ ...options, agent: false });
    this.target = this.request;
  }

  /** The deadline that ended this exchange, if one did. */
  get deadline(): DeadlineError | undefined {
    return this.passed;
  }

  /** Whether the head of an answer came. */
  get answered(): boolean {
    return this.headCame;
  }

  async head(): Promise<IncomingMessage> {
    const connecting = this.timer('connect');
    const answering = this.timer('firstByte');
    this.request.once('socket', (socket) => {
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
        clearTimeout(connecting);
      });
    });
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        this.request.once('response', (response) => {
          this.headCame = true;
          this.target = response;
          // Whoever reads the body sees it; without a reader it would end the process.
          response.on('error', () => undefined);
          resolve(response);
        });
        this.request.on('error', reject);
        this.request.end();
      });
    } finally {
      clearTimeout(connecting);
      clearTimeout(answering);
    }
  }

  /** The body's bytes, inflated; the idle time counts only while the reader waits. */
  async *body(response: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
    const pieces = this.inflated(response)[Symbol.asyncIterator]();
    for (;;) {
      const waiting = this.timer('idle');
      const next = await pieces.next().finally(() => {
        clearTimeout(waiting);
      });
      if (next.done === true) return;
      if (next.value instanceof Uint8Array) yield next.value;
    }
  }

  end(): void {
    clearTimeout(this.total);
    this.request.on('error', () => undefined);
    this.target.destroy();
    this.request.destroy();
  }

  private inflated(response: IncomingMessage): Readable {
    if (response.headers['content-encoding'] !== 'gzip') return response;
    const gunzip = createGunzip({ chunkSize: 65_536 });
    // A failure of either side ends both and shows in the one that is read.
    pipeline(response, gunzip, () => undefined);
    this.target = gunzip;
    return gunzip;
  }

  private timer(name: keyof Deadlines): NodeJS.Timeout {
    return setTimeout(() => {
      this.giveUp(name);
    }, this.deadlines[name]);
  }

  private giveUp(name: keyof Deadlines): void {
    this.passed ??= new DeadlineError(`the ${name} deadline passed`);
    this.target.destroy(this.passed);
  }
}
