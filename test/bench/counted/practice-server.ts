import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redirectRequests } from '../../../local/functions/redirect.ts';
import { RateLimits } from '../../../local/xero/limits.ts';
import { clientXml, CLOSE, OPEN } from '../data/corpus.ts';

const LIMITS = { minute: 60, day: 5_000, concurrent: 5, appMinute: 10_000 };
const TENANT = 'tenant-1';

/** What one sync asked of Xero's list. */
export interface Asked {
  lists: number;
  refused: number;
  /** Bytes of XML that were answered, and of the clients in it. */
  bytes: number;
  clientBytes: number;
}

/** `client.api/list` of one practice over HTTP, with the local run's own limits on a virtual clock. */
export class PracticeServer {
  asked: Asked = { lists: 0, refused: 0, bytes: 0, clientBytes: 0 };
  private readonly limits: RateLimits;
  private readonly server: Server;
  /** Of those that were changed since the beginning: how often, and when last. */
  private readonly changed = new Map<number, { version: number; at: number }>();

  constructor(
    private readonly clients: number,
    private readonly now: () => number,
  ) {
    this.limits = new RateLimits(now, () => LIMITS);
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    redirectRequests({ 'api.xero.com': `http://127.0.0.1:${String(port)}` });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Changes the phone number of so many clients, spread over the practice. */
  change(count: number): void {
    for (let nth = 0; nth < count; nth += 1) {
      // One further each time, so that clients with few and with many contacts are among them.
      const index = (Math.floor((nth * this.clients) / count) + nth) % this.clients;
      const { version } = this.changed.get(index) ?? { version: 0 };
      this.changed.set(index, { version: version + 1, at: this.now() });
    }
  }

  get mostAtOnce(): number {
    return this.limits.highest.get(TENANT) ?? 0;
  }

  forget(): void {
    this.asked = { lists: 0, refused: 0, bytes: 0, clientBytes: 0 };
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.lists += 1;
    const app = this.limits.takeApp();
    const usage = app.problem === undefined ? this.limits.takeTenant(TENANT) : app;
    const headers = { ...app.headers, ...usage.headers };
    if (usage.problem !== undefined) {
      this.asked.refused += 1;
      response.writeHead(429, headers).end();
      return;
    }
    const leave = this.limits.enter(TENANT);
    const since = new URL(request.url ?? '/', 'http://localhost').searchParams.get('modifiedsince');
    const from = since === null ? Number.NEGATIVE_INFINITY : Date.parse(`${since}Z`);
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', ...headers });
    this.send(response, OPEN);
    for (let index = 0; index < this.clients; index += 1) {
      const { version, at } = this.changed.get(index) ?? { version: 0, at: 0 };
      if (at < from) continue;
      const xml = clientXml(index, version);
      this.asked.clientBytes += Buffer.byteLength(xml);
      this.send(response, xml);
    }
    this.send(response, CLOSE);
    response.end(leave);
  }

  private send(response: ServerResponse, text: string): void {
    this.asked.bytes += Buffer.byteLength(text);
    response.write(text);
  }
}
