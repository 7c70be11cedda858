import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { stop } from './processes.ts';

const ENTRY = fileURLToPath(new URL('xero-process.ts', import.meta.url));
const HelloSchema = z.object({ url: z.string(), token: z.string(), tenant: z.string() });
const CountsSchema = z.object({ counts: z.record(z.string(), z.number()) });
const ClientsSchema = z.array(
  z.object({ uuid: z.string(), isArchived: z.boolean(), isDeleted: z.boolean() }),
);
const MOST_CALLS = 300;
const FRESH_SECONDS = 50;
export const PRACTICE = 'Harbour Accounting';

/** The stand-in of Xero in its own process, so that its work is nobody's. */
export class Xero {
  private constructor(
    private readonly child: ChildProcess,
    readonly access: z.infer<typeof HelloSchema>,
  ) {}

  static async start(clients: number): Promise<Xero> {
    const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, String(clients)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new Xero(child, HelloSchema.parse(JSON.parse(line)));
  }

  stop(): Promise<void> {
    return stop(this.child);
  }

  get environment(): Record<string, string> {
    const { url, token, tenant } = this.access;
    return { XERO_URL: url, XERO_TOKEN: token, XERO_TENANT: tenant };
  }

  async slow(delayMs: number): Promise<void> {
    await this.admin('clear-faults', {});
    if (delayMs > 0) await this.admin('fault', { on: 'list', kind: 'slow', delayMs, times: 1_000 });
  }

  /** Requests for the list that came since the last look, refused ones included. */
  async takeRequests(): Promise<number> {
    const { counts } = CountsSchema.parse(await this.admin('requests'));
    await this.admin('reset-requests', {});
    return counts['list'] ?? 0;
  }

  /** Ids of the clients that a sync should hold. */
  async live(): Promise<string[]> {
    const found = ClientsSchema.parse(await this.admin(`clients?practice=${encodeURIComponent(PRACTICE)}`));
    return found.filter(({ isArchived, isDeleted }) => !isArchived && !isDeleted).map(({ uuid }) => uuid);
  }

  async list(): Promise<string> {
    const { url, token, tenant } = this.access;
    const headers = { authorization: `Bearer ${token}`, 'xero-tenant-id': tenant, accept: 'text/xml' };
    const answer = await fetch(`${url}/practicemanager/3.1/client.api/list`, { headers });
    return answer.text();
  }

  /** Calls, as another app of the practice, until a minute that has only just begun is used up. */
  async useUpMinute(): Promise<void> {
    const { url, token, tenant } = this.access;
    const headers = { authorization: `Bearer ${token}`, 'xero-tenant-id': tenant };
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const answer = await fetch(`${url}/practicemanager/3.1/client.api/get/nobody`, { headers });
      await answer.text();
      if (answer.status !== 429) continue;
      const left = Number(answer.headers.get('retry-after'));
      if (left >= FRESH_SECONDS) return;
      await pause((left + 1) * 1000);
    }
    throw new Error('The limit is not kept');
  }

  async admin(operation: string, body?: object): Promise<unknown> {
    const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${this.access.url}/_admin/api/${operation}`, options);
    if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`);
    return answer.json();
  }
}
