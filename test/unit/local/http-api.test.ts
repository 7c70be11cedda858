import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FunctionError } from '../../../local/functions/protocol.ts';
import { listen } from '../../../local/http-api/listen.ts';
import type { Listener } from '../../../local/http-api/listen.ts';
import { RouteTable } from '../../../local/http-api/routes.ts';
import type { Route } from '../../../local/http-api/routes.ts';
import { httpApi } from '../../../local/http-api/server.ts';

const ISSUER = 'https://cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_abc';
const route = (key: string, more: Partial<Route> = {}): Route => ({
  key,
  functionArn: key,
  timeoutMs: 30_000,
  authorizer: undefined,
  scopes: [],
  ...more,
});

let listener: Listener;
let base: string;
let key: CryptoKey;
let answer: (arn: string, event: unknown) => Promise<unknown>;
let event: Record<string, unknown>;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] };
  const authorizer = { issuer: ISSUER, audience: ['web'] };
  listener = await listen(
    httpApi({
      apiId: 'api1',
      account: '000000000000',
      routes: new RouteTable([
        route('GET /api/clients'),
        route('POST /api/clients'),
        route('GET /api/clients/{clientId}'),
        route('GET /api/clients/export'),
        route('ANY /api/files/{path+}'),
        route('GET /api/slow', { timeoutMs: 30 }),
        route('GET /api/me', { authorizer }),
        route('GET /api/scoped', { authorizer, scopes: ['clients.read'] }),
      ]),
      cors: {
        AllowOrigins: ['http://portal'],
        AllowMethods: ['GET'],
        AllowHeaders: ['authorization'],
        ExposeHeaders: [],
        AllowCredentials: false,
        MaxAge: 60,
      },
      invoke: (arn, input) => {
        event = input as Record<string, unknown>;
        return answer(arn, input);
      },
      jwksOf: (issuer) => (issuer === ISSUER ? jwks : { keys: [] }),
      now: Date.now,
      rewriteBody: (text) => text.replaceAll('https://login.xero.com', 'http://stand-in'),
      fallback: (request, response) => response.end(`portal ${request.url ?? ''}`),
    }),
    0,
  );
  base = `http://localhost:${String(listener.port)}`;
});
afterAll(() => listener.close());
beforeEach(() => {
  answer = (arn) => Promise.resolve({ statusCode: 200, body: arn });
});

async function token(claims: Record<string, unknown> = {}, expires = '5m', issuer = ISSUER): Promise<string> {
  return new SignJWT({ client_id: 'web', sub: 'u1', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
}
const me = (bearer: string, path = '/api/me') =>
  fetch(`${base}${path}`, { headers: { authorization: bearer } });

describe('routes', () => {
  it.each([
    ['GET', '/api/clients', 'GET /api/clients'],
    ['GET', '/api/clients/export', 'GET /api/clients/export'],
    ['GET', '/api/clients/42', 'GET /api/clients/{clientId}'],
    ['DELETE', '/api/files/a/b', 'ANY /api/files/{path+}'],
  ])('%s %s goes to %s', async (method, path, expected) => {
    expect(await (await fetch(base + path, { method })).text()).toBe(expected);
  });

  it('answers what it does not know as API Gateway does, and leaves the rest to the portal', async () => {
    const unknown = await fetch(`${base}/api/clients/42`, { method: 'PUT' });
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'Not Found' }]);
    expect((await fetch(`${base}/api/clients/`)).status).toBe(404);
    expect(await (await fetch(`${base}/clients`)).text()).toBe('portal /clients');
  });
});

describe('the event', () => {
  it('has the fields of payload format 2.0', async () => {
    await fetch(`${base}/api/clients/a%2Fb?tag=x&tag=y&q=1%202`, {
      headers: { cookie: 'a=1; b=2', 'X-Custom': 'Yes', 'user-agent': 'test' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /api/clients/{clientId}',
      rawPath: '/api/clients/a%2Fb',
      rawQueryString: 'tag=x&tag=y&q=1%202',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Yes', 'x-forwarded-proto': 'http' },
      queryStringParameters: { tag: 'x,y', q: '1 2' },
      pathParameters: { clientId: 'a/b' },
      requestContext: {
        apiId: 'api1',
        http: { method: 'GET', path: '/api/clients/a%2Fb', protocol: 'HTTP/1.1', userAgent: 'test' },
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('headers.cookie');
    expect(event).not.toHaveProperty('requestContext.authorizer');
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
  ])('carries a body of %s in base64: %s', async (type, encoded) => {
    await fetch(`${base}/api/clients`, { method: 'POST', headers: { 'content-type': type }, body: 'häh' });
    const body = encoded ? Buffer.from('häh').toString('base64') : 'häh';
    expect(event).toMatchObject({ body, isBase64Encoded: encoded });
  });
});

describe('the answer', () => {
  it('carries status, headers, cookies, decoded bodies, rewritten addresses', async () => {
    answer = () =>
      Promise.resolve({
        statusCode: 302,
        headers: { Location: 'https://login.xero.com/x' },
        cookies: ['a=1; Secure', 'b=2'],
      });
    const redirect = await fetch(`${base}/api/clients`, { redirect: 'manual' });
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get('location')).toBe('http://stand-in/x');
    expect(redirect.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);

    answer = () => Promise.resolve({ statusCode: 200, body: '/wA=', isBase64Encoded: true });
    const bytes = new Uint8Array(await (await fetch(`${base}/api/clients`)).arrayBuffer());
    expect([...bytes]).toEqual([255, 0]);

    answer = () => Promise.resolve({ authorizeUrl: 'https://login.xero.com/y' });
    const plain = await fetch(`${base}/api/clients`);
    expect(plain.headers.get('content-type')).toBe('application/json');
    expect(await plain.json()).toEqual({ authorizeUrl: 'http://stand-in/y' });
  });

  it.each([
    [
      'a failed function',
      () => Promise.reject(new FunctionError({ errorType: 'E', errorMessage: '', trace: [] })),
    ],
    ['no possible status', () => Promise.resolve({ statusCode: 'ok' })],
  ])('is 500 for %s', async (_, failing) => {
    answer = failing;
    const response = await fetch(`${base}/api/clients`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('is 503 when the integration takes too long', async () => {
    answer = () => new Promise((resolve) => setTimeout(() => resolve({ statusCode: 200 }), 200));
    expect((await fetch(`${base}/api/slow`)).status).toBe(503);
  });

  it('is 413 above 10 MB', async () => {
    const post = (size: number) => fetch(`${base}/api/clients`, { method: 'POST', body: Buffer.alloc(size) });
    expect((await post(10 * 1024 * 1024 + 1)).status).toBe(413);
    expect((await post(10 * 1024 * 1024)).status).toBe(200);
  });
});

describe('the JWT authorizer', () => {
  it('hands the claims over as texts', async () => {
    const jwt = await token({ mfa: true, 'cognito:groups': ['a', 'b'] });
    expect((await me(`Bearer ${jwt}`)).status).toBe(200);
    expect(event).toMatchObject({
      requestContext: {
        authorizer: { jwt: { claims: { sub: 'u1', mfa: 'true', 'cognito:groups': '[a b]' } } },
      },
    });
    expect((await me(`Bearer ${await token({ client_id: undefined, aud: 'web' })}`)).status).toBe(200);
  });

  it('refuses all others in the same words', async () => {
    const foreign = await generateKeyPair('RS256');
    const forged = new SignJWT({ client_id: 'web' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(ISSUER)
      .setExpirationTime('5m')
      .sign(foreign.privateKey);
    const later = Math.floor(Date.now() / 1000) + 600;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token()).split('.')[1] ?? ''}.`;
    const refused = await Promise.all([
      fetch(`${base}/api/me`),
      me('Bearer nonsense'),
      me(`Bearer ${await forged}`),
      me(`Bearer ${unsigned}`),
      me(`Bearer ${await token({}, '-1s')}`),
      me(`Bearer ${await token({ nbf: later })}`),
      me(`Bearer ${await token({ client_id: 'another' })}`),
      me(`Bearer ${await token({}, '5m', 'https://elsewhere')}`),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    expect(await refused[0]?.json()).toEqual({ message: 'Unauthorized' });
  });

  it('wants one of the scopes of a route', async () => {
    expect((await me(await token({ scope: 'other' }), '/api/scoped')).status).toBe(403);
    expect((await me(await token({ scope: 'x clients.read' }), '/api/scoped')).status).toBe(200);
  });
});

describe('CORS', () => {
  it('answers preflights of the allowed origin only', async () => {
    const ask = (origin: string) =>
      fetch(`${base}/api/me`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    const allowed = await ask('http://portal');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'http://portal',
    ]);
    expect((await ask('http://elsewhere')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
