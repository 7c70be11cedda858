import { vi } from 'vitest';
import type * as z from 'zod';
import { contracts } from '../../functions/api/registry.ts';
import { type SignedIn, signIn } from '../../local/cognito-sign-in.ts';
import type { Demo } from '../../local/demo/demo-file.ts';
import { allowAccess } from '../../local/xero/allow-access.ts';
import { innardsIn } from './proof/innards.ts';
import { noteState } from './proof/noted-states.ts';

/** The machine may be busy; a wait ends as soon as what is waited for is there. */
export const PATIENCE_MS = 150_000;
/** Access tokens live five minutes. */
const TOKEN_USE_MS = 4 * 60_000;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined when there was no JSON in it. */
  body: unknown;
}

export interface RequestOptions {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  headers?: Record<string, string>;
}

type Result<Folder extends keyof typeof contracts> = z.infer<(typeof contracts)[Folder]['success']['schema']>;
export type SyncView = Result<'get-sync'>;
export type ClientRow = Result<'list-clients'>['clients'][number];

export async function ask(
  method: string,
  url: string,
  { body, raw, headers = {} }: RequestOptions = {},
): Promise<Answer> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await answer.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (new URL(url).pathname.startsWith('/api/')) mustBeDull(answer, text);
  return { status: answer.status, headers: answer.headers, text, body: parsed };
}

/** Whatever a test is about: no answer of the API tells what is inside, and every refusal can be found again (S25). */
function mustBeDull({ status, headers, url }: Response, text: string): void {
  if (status < 400) return;
  const found = innardsIn(text);
  if (found.length > 0)
    throw new Error(`${url} answered ${String(status)} with ${found.join(', ')}: ${text}`);
  if (!headers.has('apigw-requestid'))
    throw new Error(`${url} answered ${String(status)} without a request id`);
}

/** One signed-in user of a run. What is answered well is read by the route's own contract. */
export class PortalUser {
  private signedIn: Promise<SignedIn> | undefined;
  private signedInAt = 0;

  constructor(
    private readonly demo: () => Demo,
    readonly email: string,
  ) {}

  get firmId(): string {
    return this.found().firmId;
  }

  /** Each sign-in of a user with MFA uses up a code, so that a token is kept while it lasts. */
  async token(): Promise<string> {
    return (await this.session()).accessToken;
  }

  /** The session behind the token; its refresh token outlives it. */
  session(): Promise<SignedIn> {
    if (this.signedIn === undefined || Date.now() - this.signedInAt > TOKEN_USE_MS) {
      this.signedInAt = Date.now();
      const { password, totpSecret } = this.found();
      this.signedIn = signIn({ ...this.demo().signIn, email: this.email, password, totpSecret });
    }
    return this.signedIn;
  }

  async call(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    return ask(method, `${this.demo().api}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${await this.token()}`, ...options.headers },
    });
  }

  me = () => this.read('get-me', '/me');
  connection = () => this.read('get-connection', '/connection');
  syncs = () => this.read('list-syncs', '/syncs?limit=100');
  client = (clientId: string) => this.read('get-client', `/clients/${clientId}`);
  notices = async () => (await this.read('list-notices', '/notices')).notices;
  disconnect = () => this.read('delete-connection', '/connection');

  async sync(syncId: string): Promise<SyncView> {
    return this.read('get-sync', `/syncs/${syncId}`);
  }

  /** All pages of the list. */
  async clients(query = 'status=current'): Promise<ClientRow[]> {
    const rows: ClientRow[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Result<'list-clients'> = await this.read(
        'list-clients',
        `/clients?limit=100&${query}${next}`,
      );
      rows.push(...page.clients);
      cursor = page.cursor;
    }
    return rows;
  }

  async startSync(mode: 'auto' | 'full' = 'auto'): Promise<string> {
    return (await this.read('start-sync', '/syncs', { body: { mode } })).syncId;
  }

  /** The sync as the history has it once it has ended, and has left the connection, which comes next. */
  async ended(syncId: string): Promise<SyncView> {
    return vi.waitUntil(
      async () => {
        const sync = await this.sync(syncId);
        if (sync.finishedAt === null) return undefined;
        return (await this.connection()).currentSyncId === syncId ? undefined : sync;
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
  }

  /** Starts a sync and waits for its end. */
  async syncNow(mode: 'auto' | 'full' = 'auto'): Promise<SyncView> {
    return this.ended(await this.startSync(mode));
  }

  async startConnecting(body: object = {}): Promise<{ authorizeUrl: string; cookie: string }> {
    const answer = await this.call('POST', '/connection', { body });
    if (answer.status !== 200) throw new Error(`POST /connection answered ${answer.text}`);
    const { authorizeUrl } = contracts['start-connection'].success.schema.parse(answer.body);
    const cookie = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    noteState(authorizeUrl, cookie);
    return { authorizeUrl, cookie };
  }

  /** Through Xero's pages and back; answers where the browser lands. */
  async connect(
    at: { email: string; practice?: string; cancel?: boolean },
    body: object = {},
  ): Promise<string> {
    const { authorizeUrl, cookie } = await this.startConnecting(body);
    return landing(await allowAccess(authorizeUrl, at), cookie);
  }

  /** Connects and waits for the end of the first sync. */
  async connectAndSync(email: string): Promise<SyncView> {
    const landed = await this.connect({ email });
    if (!landed.includes('connection=connected')) throw new Error(`Connecting ended at ${landed}`);
    const { currentSyncId, lastSync } = await this.connection();
    return this.ended(currentSyncId ?? lastSync?.syncId ?? 'none');
  }

  private found() {
    for (const { firmId, users } of this.demo().firms) {
      const user = users.find(({ email }) => email === this.email);
      if (user !== undefined) return { ...user, firmId };
    }
    throw new Error(`There is no demo user ${this.email}`);
  }

  private async read<Folder extends keyof typeof contracts>(
    folder: Folder,
    path: string,
    options: RequestOptions = {},
  ): Promise<Result<Folder>> {
    const { method, success } = contracts[folder];
    const answer = await this.call(method, path, options);
    if (answer.status !== success.status) {
      throw new Error(`${method} ${path} answered ${String(answer.status)}: ${answer.text}`);
    }
    return success.schema.parse(answer.body) as Result<Folder>;
  }
}

/** Where the callback sends a browser. */
export async function landing(callback: string, cookie?: string): Promise<string> {
  const answer = await ask('GET', callback, { headers: cookie === undefined ? {} : { cookie } });
  if (answer.status !== 302 || answer.text !== '') throw new Error(`The callback answered ${answer.text}`);
  return (answer.headers.get('location') ?? '').replace(/^http:\/\/localhost:\d+/, '');
}
