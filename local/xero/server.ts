import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEEP_ALIVE_MS } from '../http-api/listen.ts';
import type { StateStore } from '../state-store.ts';
import { Accounts } from './accounts.ts';
import { type SettingsChange, XeroAdmin } from './admin.ts';
import { AdminRoutes } from './admin-routes.ts';
import { answerInstead, type Delivery, Faults, spoil } from './faults.ts';
import { gatewayError, html, type Incoming, type Reply } from './http.ts';
import { Identity } from './identity.ts';
import { RateLimits } from './limits.ts';
import { type SeedPractice, SettingsSchema } from './model.ts';
import { PracticeApi } from './practice-api.ts';
import { Practices } from './practices.ts';
import { RequestLog } from './request-log.ts';
import { SignIn } from './sign-in.ts';
import { TokenMint } from './tokens.ts';

const PIECE = 32 * 1024;
const LARGEST_REQUEST = 1024 * 1024;

export interface XeroStandIn {
  readonly url: string;
  readonly admin: XeroAdmin;
  close(): Promise<void>;
}

export interface XeroStandInOptions {
  /** 0: any free one. */
  port: number;
  state: StateStore;
  now?: () => number;
  clientId: string;
  clientSecret: string;
  /** The app's name on the consent page. */
  appName?: string;
  redirectUris: string[] | (() => string[]);
  /** What a new state begins with. */
  practices: SeedPractice[];
}

/** One loopback server with the paths of login.xero.com (below /identity), identity.xero.com and api.xero.com. */
export async function startXeroStandIn(options: XeroStandInOptions): Promise<XeroStandIn> {
  const { handle, admin, log, faults, now, setUrl } = assemble(options);
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent && !response.destroyed)
        response.writeHead(500).end(error instanceof Error ? error.message : '');
      else response.destroy();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = await read(request);
    if (!incoming) return void response.writeHead(413).end();
    if (incoming.path.startsWith('/_admin'))
      return deliver(await handle(incoming), response, { how: 'send' });
    const entry = log.begin(incoming, now());
    const fault = faults.take(entry.route);
    if (fault) entry.fault = fault.kind;
    const answer = (fault && answerInstead(fault)) ?? (await handle(incoming));
    const { reply, delivery } = fault
      ? spoil(fault, answer)
      : { reply: answer, delivery: { how: 'send' } as const };
    try {
      if (delivery.how === 'send' || delivery.how === 'cut') entry.status = reply.status;
      await deliver(reply, response, delivery);
    } finally {
      reply.done?.();
    }
  }

  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://localhost:${String(typeof address === 'object' && address ? address.port : options.port)}`;
  setUrl(url);
  return {
    url,
    admin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function assemble(options: XeroStandInOptions) {
  const { state, clientId, clientSecret, redirectUris, appName = 'Practice Sync' } = options;
  let url = '';
  const stored = state.collection('xero-settings', SettingsSchema);
  const settings = () => stored.get('settings') ?? SettingsSchema.parse({});
  const changeSettings = (change: SettingsChange) => {
    const { limits, ...rest } = change;
    stored.set(
      'settings',
      SettingsSchema.parse({ ...settings(), ...rest, limits: { ...settings().limits, ...limits } }),
    );
  };
  const now = () => (options.now ?? Date.now)() + settings().clockOffsetMs;
  const mint = new TokenMint(state, clientId, now, settings);
  const practices = new Practices(state, now, () => settings().contactEditsMoveModified);
  const accounts = new Accounts(state, mint, now);
  if (practices.all().length === 0) {
    for (const seed of options.practices) practices.add(seed);
    accounts.addDemoUsers(practices.all());
  }
  const limits = new RateLimits(now, () => settings().limits);
  const faults = new Faults(state);
  const log = new RequestLog();
  const admin = new XeroAdmin({
    practices,
    accounts,
    faults,
    log,
    limits,
    mint,
    settings,
    changeSettings,
    now,
  });
  const api = new PracticeApi({ practices, accounts, limits, settings });
  const identity = new Identity({ accounts, practices, mint, clientId, clientSecret, url: () => url });
  const allowed = typeof redirectUris === 'function' ? redirectUris : () => redirectUris;
  const signIn = new SignIn({ accounts, practices, mint, clientId, appName, redirectUris: allowed });
  const adminRoutes = new AdminRoutes(admin);

  async function handle(incoming: Incoming): Promise<Reply> {
    const { path } = incoming;
    if (path.startsWith('/_admin')) return adminRoutes.handle(incoming);
    if (path.startsWith('/practicemanager/3.1/'))
      return api.handle(incoming, path.slice('/practicemanager/3.1/'.length));
    if (path === '/connections' || path.startsWith('/connections/')) {
      const reply = await identity.connections(incoming, path.slice('/connections/'.length));
      if (reply) return reply;
    }
    const local = path.startsWith('/identity/') ? path.slice('/identity'.length) : path;
    const reply = signIn.handle({ ...incoming, path: local }) ?? (await identity.handle(incoming, local));
    return (
      reply ??
      (path === '/' ? html(200, '<a href="/_admin">What happens at Xero</a>') : gatewayError(404, null))
    );
  }
  const setUrl = (own: string) => {
    url = own;
  };
  return { handle, admin, log, faults, now, setUrl };
}

async function read(request: IncomingMessage): Promise<Incoming | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_REQUEST) return undefined;
    pieces.push(piece);
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: Buffer.concat(pieces).toString(),
  };
}

async function deliver(reply: Reply, response: ServerResponse, delivery: Delivery): Promise<void> {
  if (delivery.how === 'hang') return;
  if (delivery.how === 'reset' || delivery.how === 'lose') return void response.socket?.resetAndDestroy();
  if (delivery.how === 'send' && delivery.delayMs !== undefined)
    await sleep(delivery.delayMs, undefined, { ref: false });
  const { status, headers, body = '' } = reply;
  const length =
    typeof body === 'string' && status !== 204 ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, { ...length, ...headers });
  if (delivery.how === 'cut') {
    response.write(typeof body === 'string' ? body : [...body].join(''), () => response.destroy());
    return;
  }
  const pauseMs = delivery.how === 'send' ? delivery.pauseMs : undefined;
  let piece = '';
  for (const part of typeof body === 'string' && pauseMs === undefined ? [body] : body) {
    piece += part;
    if (pauseMs === undefined && piece.length < PIECE) continue;
    if (!(await write(response, piece))) return;
    piece = '';
    if (pauseMs !== undefined) await sleep(pauseMs, undefined, { ref: false });
  }
  response.end(piece);
}

/** Waits until the receiver takes more; false when it has gone. */
function write(response: ServerResponse, piece: string): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (response.write(piece)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const go = (alive: boolean) => {
      response.off('drain', drained).off('close', closed);
      resolve(alive);
    };
    const drained = () => go(true);
    const closed = () => go(false);
    response.once('drain', drained).once('close', closed);
  });
}
