import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { redirectRequests } from '../../local/functions/redirect.ts';
import type { TokenSet } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';

const SECRET = 'canary-client-secret';
const REFRESH = 'canary-refresh-token';
const ACCESS = 'canary-access-token';
const CANARIES = [SECRET, REFRESH, ACCESS, Buffer.from(`client:${SECRET}`).toString('base64')];
const NOW = new Date('2026-03-01T00:00:00.000Z');
const TOKENS: TokenSet = { accessToken: ACCESS, refreshToken: REFRESH, accessTokenExpiresAt: NOW };

interface Seen {
  host: string;
  method: string;
  url: string;
  authorization: string;
  body: string;
}
type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const seen: Seen[] = [];
let behave: Behaviour;
let server: Server;
let identityOf: (deadline?: number) => import('#adapters/xero/identity.ts').XeroNodeIdentity;

const json =
  (status: number, body: unknown): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const pair = { access_token: 'a2', refresh_token: 'r2', expires_in: 1800, token_type: 'Bearer' };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({
        host: String(request.headers['x-forwarded-host']),
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        body: Buffer.concat(parts).toString(),
      });
      behave(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const base = `http://127.0.0.1:${String(address.port)}`;
  redirectRequests({ 'identity.xero.com': base, 'api.xero.com': base });
  const { XeroNodeIdentity } = await import('#adapters/xero/identity.ts');
  const app = { read: () => Promise.resolve({ clientId: 'client', clientSecret: SECRET }) };
  identityOf = (deadlineMilliseconds = 2000) =>
    new XeroNodeIdentity(
      app,
      {
        redirectUri: 'https://portal.example/api/oauth/xero/callback',
        scopes: 'offline_access practicemanager.client.read',
        deadlineMilliseconds,
      },
      { now: () => NOW },
    );
});
afterEach(() => {
  seen.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Subject = ReturnType<typeof identityOf>;
const tokenCalls: [string, (identity: Subject) => Promise<unknown>][] = [
  ['exchange', (identity) => identity.exchange('code-1')],
  ['refresh', (identity) => identity.refresh(TOKENS)],
];
const connectionCalls: [string, (identity: Subject) => Promise<unknown>][] = [
  ['connections', (identity) => identity.connections(ACCESS)],
  ['deleteConnection', (identity) => identity.deleteConnection(ACCESS, 'c-1')],
];
const all: [string, (identity: Subject) => Promise<unknown>][] = [
  ...tokenCalls,
  ...connectionCalls,
  ['revoke', (identity) => identity.revoke(REFRESH)],
];

/** The error's name, after making sure that nothing secret can be printed of it. */
async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const printed = `${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)}`;
  for (const canary of CANARIES) expect(printed).not.toContain(canary);
  expect(error).toBeInstanceOf(DomainError);
  return error instanceof Error ? error.name : '';
}

describe('XeroNodeIdentity', () => {
  it('builds the consent address without asking anybody', async () => {
    const url = new URL(await identityOf().consentUrl('state-1'));
    expect(url.origin + url.pathname).toBe('https://login.xero.com/identity/connect/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client',
      scope: 'offline_access practicemanager.client.read',
      response_type: 'code',
      redirect_uri: 'https://portal.example/api/oauth/xero/callback',
      state: 'state-1',
    });
    expect(seen).toEqual([]);
  });

  it('exchanges a code with Basic credentials and counts the life by its own clock', async () => {
    behave = json(200, { ...pair, scope: 'x', unknown: { more: true } });
    await expect(identityOf().exchange('code-1')).resolves.toEqual({
      accessToken: 'a2',
      refreshToken: 'r2',
      accessTokenExpiresAt: new Date('2026-03-01T00:30:00.000Z'),
    });
    const [request] = seen;
    expect(request).toMatchObject({ host: 'identity.xero.com', method: 'POST', url: '/connect/token' });
    expect(request?.authorization).toBe(`Basic ${CANARIES[3] ?? ''}`);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: 'https://portal.example/api/oauth/xero/callback',
    });
  });

  it('refreshes with the refresh token alone', async () => {
    behave = json(200, { ...pair, expires_in: 720 });
    const next = await identityOf().refresh(TOKENS);
    expect(next.accessTokenExpiresAt).toEqual(new Date('2026-03-01T00:12:00.000Z'));
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: REFRESH,
    });
  });

  it('lists connections as Xero has them, nameless practices included', async () => {
    behave = json(200, [
      {
        id: 'c-1',
        tenantId: 't-1',
        tenantType: 'PRACTICEMANAGER',
        tenantName: null,
        authEventId: 'e-1',
        createdDateUtc: '2020-01-30T01:33:36.2717380',
        updatedDateUtc: '2020-02-02T19:21:08.5739590',
      },
      { id: 'c-2', tenantId: 't-2', tenantType: 'ORGANISATION', tenantName: 'Maple Florist', extra: 1 },
    ]);
    await expect(identityOf().connections(ACCESS)).resolves.toEqual([
      {
        connectionId: 'c-1',
        tenantId: 't-1',
        tenantType: 'PRACTICEMANAGER',
        tenantName: null,
        authEventId: 'e-1',
        reconnected: true,
      },
      {
        connectionId: 'c-2',
        tenantId: 't-2',
        tenantType: 'ORGANISATION',
        tenantName: 'Maple Florist',
        authEventId: null,
        reconnected: false,
      },
    ]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ host: 'api.xero.com', url: '/connections', authorization: `Bearer ${ACCESS}` });
  });

  it('deletes a connection, and one that is gone already counts', async () => {
    behave = (_request, response) => response.writeHead(204).end();
    await identityOf().deleteConnection(ACCESS, 'c/../1');
    expect(seen[0]).toMatchObject({ method: 'DELETE', url: '/connections/c%2F..%2F1' });
    behave = json(404, { title: 'Not found' });
    await expect(identityOf().deleteConnection(ACCESS, 'c-1')).resolves.toBeUndefined();
  });

  it('revokes by refresh token', async () => {
    behave = (_request, response) => response.writeHead(200).end();
    await identityOf().revoke(REFRESH);
    expect(seen[0]).toMatchObject({ url: '/connect/revocation', body: `token=${REFRESH}` });
  });

  it.each(tokenCalls)('%s: only invalid_grant with 400 is a refused grant', async (_name, call) => {
    behave = json(400, { error: 'invalid_grant' });
    expect(await failure(call(identityOf()))).toBe('GrantRefusedError');
    for (const [status, body] of [
      [400, { error: 'invalid_client' }],
      [401, { error: 'invalid_grant' }],
      [400, { error: 'unsupported_grant_type' }],
      [400, 'nonsense'],
      [404, {}],
    ] as const) {
      behave = json(status, body);
      expect(await failure(call(identityOf()))).toBe('XeroAppMisconfiguredError');
    }
    behave = json(500, { error: 'invalid_grant' });
    expect(await failure(call(identityOf()))).toBe('XeroUnavailableError');
  });

  it.each(connectionCalls)('%s: 401 and 403 are refused access', async (_name, call) => {
    for (const status of [401, 403]) {
      behave = json(status, { Title: 'x', Detail: ACCESS });
      expect(await failure(call(identityOf()))).toBe('AccessRefusedError');
    }
    behave = json(400, {});
    expect(await failure(call(identityOf()))).toBe('XeroAppMisconfiguredError');
  });

  const faults: [string, Behaviour][] = [
    ['500', json(500, { error: 'server_error', echo: REFRESH })],
    ['503 with HTML', (_q, s) => s.writeHead(503, { 'content-type': 'text/html' }).end('<h1>down</h1>')],
    ['429', (_q, s) => s.writeHead(429, { 'retry-after': '20' }).end()],
    ['a reset', (q) => q.socket.destroy()],
    [
      'a cut body',
      (q, s) => {
        s.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        s.write('{"access_token": "a', () => setTimeout(() => q.socket.destroy(), 20));
      },
    ],
  ];
  it.each(all.flatMap(([name, call]) => faults.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault means unavailable',
    async ({ call, act }) => {
      behave = act;
      expect(await failure(call(identityOf()))).toBe('XeroUnavailableError');
    },
  );

  const unreadable: [string, Behaviour][] = [
    ['garbage', (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end('{"access_to')],
    ['HTML with 200', (_q, s) => s.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
    ['an empty object', json(200, {})],
    ['null', json(200, null)],
    ['wrong types', json(200, { access_token: 7, refresh_token: [REFRESH] })],
  ];
  const reading = [...tokenCalls, ...connectionCalls.slice(0, 1)];
  it.each(reading.flatMap(([name, call]) => unreadable.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault means unavailable',
    async ({ call, act }) => {
      behave = act;
      expect(await failure(call(identityOf()))).toBe('XeroUnavailableError');
    },
  );

  const endless: [string, Behaviour][] = [
    ['silence', () => undefined],
    [
      'a slow drip',
      (_q, s) => {
        s.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => s.write(' '), 30);
        s.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ];
  it.each(all.flatMap(([name, call]) => endless.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault ends at the deadline, and so does its socket',
    async ({ call, act }) => {
      const closed = vi.fn();
      behave = (request, response) => {
        request.socket.on('close', closed);
        act(request, response);
      };
      const started = Date.now();
      expect(await failure(call(identityOf(300)))).toBe('XeroUnavailableError');
      expect(Date.now() - started).toBeLessThan(1500);
      await vi.waitFor(() => {
        expect(closed).toHaveBeenCalledOnce();
      });
    },
  );

  it.each(reading)('%s: an endless answer is cut off', async (_name, call) => {
    let sent = 0;
    behave = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = 'x'.repeat(256 * 1024);
      const more = (): void => {
        sent += block.length;
        if (!response.destroyed && sent < 200e6) response.write(block, () => setTimeout(more, 2));
      };
      more();
    };
    expect(await failure(call(identityOf(8000)))).toBe('XeroUnavailableError');
    expect(sent).toBeLessThan(60e6);
  });

  it.each(all)('%s: a redirect is not followed', async (_name, call) => {
    behave = (_request, response) =>
      response.writeHead(302, { location: 'https://api.xero.com/elsewhere' }).end();
    expect(await failure(call(identityOf()))).toBe('XeroUnavailableError');
    expect(seen).toHaveLength(1);
  });
});
