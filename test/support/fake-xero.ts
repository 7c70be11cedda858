import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { XeroNodeIdentity } from '#adapters/xero/identity.ts';
import type { TokenSet } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import { redirectRequests } from '../../local/functions/redirect.ts';

const SECRET = 'canary-client-secret';
export const REFRESH = 'canary-refresh-token';
export const ACCESS = 'canary-access-token';
export const CANARIES = [SECRET, REFRESH, ACCESS, Buffer.from(`client:${SECRET}`).toString('base64')];
const NOW = new Date('2026-03-01T00:00:00.000Z');
export const TOKENS: TokenSet = { accessToken: ACCESS, refreshToken: REFRESH, accessTokenExpiresAt: NOW };

interface Seen {
  host: string;
  method: string;
  url: string;
  authorization: string;
  body: string;
}
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeXero {
  readonly seen: Seen[];
  behave: Behaviour;
  identity: (deadlineMilliseconds?: number, pkce?: boolean) => XeroNodeIdentity;
}

export const json =
  (status: number, body: unknown): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
export const pair = { access_token: 'a2', refresh_token: 'r2', expires_in: 1800, token_type: 'Bearer' };

/** A server on loopback that answers for Xero's hosts as each test says, and the adapter that talks to it. */
export function useFakeXero(): FakeXero {
  const fake: FakeXero = {
    seen: [],
    behave: json(500, {}),
    identity: () => {
      throw new Error('It starts before the first test');
    },
  };
  let server: Server | undefined;
  beforeAll(async () => {
    const listening = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        fake.seen.push({
          host: String(request.headers['x-forwarded-host']),
          method: request.method ?? '',
          url: request.url ?? '',
          authorization: request.headers.authorization ?? '',
          body: Buffer.concat(parts).toString(),
        });
        fake.behave(request, response);
      });
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const base = `http://127.0.0.1:${String(address.port)}`;
    redirectRequests({ 'identity.xero.com': base, 'api.xero.com': base });
    const { XeroNodeIdentity } = await import('#adapters/xero/identity.ts');
    fake.identity = (deadlineMilliseconds = 2000, pkce = true) =>
      new XeroNodeIdentity(
        { read: () => Promise.resolve({ clientId: 'client', clientSecret: SECRET, pkce }) },
        {
          redirectUri: 'https://portal.example/api/oauth/xero/callback',
          scopes: 'offline_access practicemanager.client.read',
          deadlineMilliseconds,
        },
        { now: () => NOW },
      );
  });
  afterEach(() => {
    fake.seen.length = 0;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return fake;
}

type Call = [string, (identity: XeroNodeIdentity) => Promise<unknown>];
export const tokenCalls: Call[] = [
  ['exchange', (identity) => identity.exchange('code-1', 'the-verifier')],
  ['refresh', (identity) => identity.refresh(TOKENS)],
];
export const connectionCalls: Call[] = [
  ['connections', (identity) => identity.connections(ACCESS)],
  ['deleteConnection', (identity) => identity.deleteConnection(ACCESS, 'c-1')],
];
export const all: Call[] = [
  ...tokenCalls,
  ...connectionCalls,
  ['revoke', (identity) => identity.revoke(REFRESH)],
];

/** The error's name, after making sure that nothing secret can be printed of it. */
export async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const printed = `${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)}`;
  for (const canary of CANARIES) expect(printed).not.toContain(canary);
  expect(error).toBeInstanceOf(DomainError);
  return error instanceof Error ? error.name : '';
}
