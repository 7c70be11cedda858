import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Duplex } from 'node:stream';

/** One request as it left. */
export interface Sent {
  scheme: 'http' | 'https';
  host: string;
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The far end of one connection. */
export interface Line {
  send: (bytes: string | Uint8Array) => void;
  /** Closes in peace, as a server does that has said everything. */
  end: () => void;
  /** As if the other side had broken off, or had never taken the connection. */
  reset: (code?: 'ECONNRESET' | 'ECONNREFUSED') => void;
  /** Bytes as long as the other side reads any. */
  endless: (block: string) => void;
  readonly isOpen: boolean;
}

export type Answering = (request: Sent, line: Line) => void;

type Callback = (response: http.IncomingMessage) => void;
type Target = string | URL | https.RequestOptions;

/**
 * Takes all that this thread sends over HTTP and answers it from memory, byte by byte: the real HTTP client and its
 * parser, no socket, no port. Whatever is asked for, and of whom, is in `sent`.
 */
export class Wire {
  readonly sent: Sent[] = [];
  answer: Answering = (_, line) => {
    line.reset();
  };
  /** Connections that are open still. */
  open = 0;

  constructor() {
    const original = http.request;
    for (const [scheme, module] of [
      ['http', http],
      ['https', https],
    ] as const) {
      const request = (target: Target, second?: https.RequestOptions | Callback, third?: Callback) => {
        const callback = typeof second === 'function' ? second : third;
        const options = { ...fromTarget(target), ...(typeof second === 'object' ? second : {}) };
        const host = options.hostname ?? options.host ?? '';
        const createConnection = () => new MemorySocket(this, scheme, host);
        const defaultPort = scheme === 'https' ? 443 : 80;
        const memory = { ...options, protocol: 'http:', defaultPort, agent: undefined, createConnection };
        return original(memory, callback);
      };
      module.request = request;
      module.get = (...args: Parameters<typeof request>) => request(...args).end();
    }
    syncBuiltinESMExports();
  }
}

class MemorySocket extends Duplex {
  bytesRead = 0;
  readonly connecting = false;
  private asked = Buffer.alloc(0);
  private pump: (() => void) | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly scheme: Sent['scheme'],
    private readonly host: string,
  ) {
    super({ allowHalfOpen: false });
    wire.open += 1;
    this.once('close', () => {
      wire.open -= 1;
    });
    setImmediate(() => {
      this.emit('connect');
    });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.asked = Buffer.concat([this.asked, chunk]);
    done();
    const request = this.whole();
    if (request === undefined) return;
    this.asked = Buffer.alloc(0);
    this.wire.sent.push(request);
    this.wire.answer(request, this.line());
  }

  override _read(): void {
    this.pump?.();
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  private whole(): Sent | undefined {
    const end = this.asked.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first = '', ...lines] = this.asked.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    const body = this.asked.subarray(end + 4);
    if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
    const [method = '', path = ''] = first.split(' ');
    return { scheme: this.scheme, host: this.host, method, path, headers, body: body.toString() };
  }

  private line(): Line {
    const isOpen = () => !this.destroyed && !this.readableEnded;
    return {
      send: (bytes) => {
        if (!isOpen()) return;
        const piece = Buffer.from(bytes);
        this.bytesRead += piece.length;
        this.push(piece);
      },
      end: () => {
        if (isOpen()) this.push(null);
      },
      reset: (code = 'ECONNRESET') => {
        this.fail(code);
      },
      endless: (block) => {
        const piece = Buffer.from(block);
        const more = () => {
          if (!isOpen()) return;
          this.bytesRead += piece.length;
          if (this.push(piece)) setImmediate(more);
        };
        this.pump = () => setImmediate(more);
        more();
      },
      get isOpen() {
        return isOpen();
      },
    };
  }

  private fail(code: string): void {
    if (!this.destroyed) this.destroy(Object.assign(new Error(`memory ${code}`), { code }));
  }
}

function fromTarget(target: Target): https.RequestOptions {
  if (typeof target === 'object' && !(target instanceof URL)) return target;
  const url = new URL(target);
  const auth = url.username === '' ? {} : { auth: decodeURIComponent(`${url.username}:${url.password}`) };
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    path: `${url.pathname}${url.search}`,
    ...(url.port === '' ? {} : { port: url.port }),
    ...auth,
  };
}

export const head = (status: string, headers: Readonly<Record<string, string | number>> = {}): string =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join('')}\r\n`;

/** `size`, the bytes, and the end. */
export function chunked(body: Uint8Array, size = 700): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), Buffer.from(piece), Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
