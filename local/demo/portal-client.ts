import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** The HTTP API as one signed-in user calls it. */
export class PortalClient {
  constructor(
    private readonly api: string,
    private readonly accessToken: () => Promise<string>,
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown; cookies: string[] }> {
    const answer = await fetch(`${this.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.accessToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${String(answer.status)}: ${text}`);
    return {
      status: answer.status,
      body: text === '' ? undefined : JSON.parse(text),
      cookies: answer.headers.getSetCookie(),
    };
  }

  /** Starts the authorization; answers Xero's address and the cookie that binds it to this browser. */
  async startConnecting(): Promise<{ authorizeUrl: string; cookie: string }> {
    const { body, cookies } = await this.call('POST', '/connection', {});
    const { authorizeUrl } = z.object({ authorizeUrl: z.string() }).parse(body);
    return { authorizeUrl, cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') };
  }

  async connectionState(): Promise<{ state: string; currentSyncId: string | null }> {
    const { body } = await this.call('GET', '/connection');
    return z.object({ state: z.string(), currentSyncId: z.string().nullable() }).parse(body);
  }

  async startSync(): Promise<string> {
    const { body } = await this.call('POST', '/syncs', {});
    return z.object({ syncId: z.string() }).parse(body).syncId;
  }

  async latestSyncId(): Promise<string | undefined> {
    const { body } = await this.call('GET', '/syncs?limit=1');
    return z.object({ syncs: z.array(z.object({ syncId: z.string() })) }).parse(body).syncs[0]?.syncId;
  }

  /** Waits until the sync has ended. */
  async ended(syncId: string, onProgress?: (line: string) => void): Promise<EndedSync> {
    for (let said = ''; ;) {
      const { body } = await this.call('GET', `/syncs/${syncId}`);
      const sync = SyncSchema.parse(body);
      if (sync.finishedAt !== null) return sync;
      const { progress } = sync;
      const line =
        progress?.toWrite === undefined
          ? sync.status
          : `${String(progress.written)} of ${String(progress.toWrite)} clients`;
      if (line !== said) onProgress?.(line);
      said = line;
      await sleep(250);
    }
  }
}

const SyncSchema = z.object({
  syncId: z.string(),
  status: z.string(),
  finishedAt: z.string().nullable(),
  progress: z.object({ toWrite: z.number().optional(), written: z.number() }).nullable(),
  failure: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
});
export type EndedSync = z.infer<typeof SyncSchema>;
