import { describe, expect, it } from 'vitest';
import { XeroAppSchema } from '#adapters/xero/identity.ts';
import {
  ACCESS,
  CANARIES,
  REFRESH,
  TOKENS,
  connectionCalls,
  failure,
  json,
  pair,
  tokenCalls,
  useFakeXero,
} from '../support/fake-xero.ts';

const xero = useFakeXero();

describe('XeroNodeIdentity', () => {
  it('builds the consent address without asking anybody', async () => {
    const url = new URL(await xero.identity().consentUrl('state-1', 'the-challenge'));
    expect(url.origin + url.pathname).toBe('https://login.xero.com/identity/connect/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client',
      scope: 'offline_access practicemanager.client.read',
      response_type: 'code',
      redirect_uri: 'https://portal.example/api/oauth/xero/callback',
      state: 'state-1',
      code_challenge: 'the-challenge',
      code_challenge_method: 'S256',
    });
    expect(xero.seen).toEqual([]);
  });

  it('exchanges a code with Basic credentials and its verifier, and counts the life by its own clock', async () => {
    xero.behave = json(200, { ...pair, scope: 'x', unknown: { more: true } });
    await expect(xero.identity().exchange('code-1', 'the-verifier')).resolves.toEqual({
      accessToken: 'a2',
      refreshToken: 'r2',
      accessTokenExpiresAt: new Date('2026-03-01T00:30:00.000Z'),
    });
    const [request] = xero.seen;
    expect(request).toMatchObject({ host: 'identity.xero.com', method: 'POST', url: '/connect/token' });
    expect(request?.authorization).toBe(`Basic ${CANARIES[3] ?? ''}`);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      code_verifier: 'the-verifier',
      redirect_uri: 'https://portal.example/api/oauth/xero/callback',
    });
  });

  it('does both without PKCE for an app whose secret says so', async () => {
    xero.behave = json(200, pair);
    const identity = xero.identity(undefined, false);
    const url = new URL(await identity.consentUrl('state-1', 'the-challenge'));
    await identity.exchange('code-1', 'the-verifier');
    expect([...url.searchParams.keys()].filter((name) => name.startsWith('code_'))).toEqual([]);
    expect(url.searchParams.get('state')).toBe('state-1');
    expect(new URLSearchParams(xero.seen[0]?.body).has('code_verifier')).toBe(false);
    expect(XeroAppSchema.parse({ clientId: 'a', clientSecret: 'b' }).pkce).toBe(true);
  });

  it('refreshes with the refresh token alone', async () => {
    xero.behave = json(200, { ...pair, expires_in: 720 });
    const next = await xero.identity().refresh(TOKENS);
    expect(next.accessTokenExpiresAt).toEqual(new Date('2026-03-01T00:12:00.000Z'));
    expect(Object.fromEntries(new URLSearchParams(xero.seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: REFRESH,
    });
  });

  it('lists connections as Xero has them, nameless practices included', async () => {
    xero.behave = json(200, [
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
    await expect(xero.identity().connections(ACCESS)).resolves.toEqual([
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
    expect(xero.seen).toHaveLength(1);
    expect(xero.seen[0]).toMatchObject({
      host: 'api.xero.com',
      url: '/connections',
      authorization: `Bearer ${ACCESS}`,
    });
  });

  it('deletes a connection, and one that is gone already counts', async () => {
    xero.behave = (_request, response) => response.writeHead(204).end();
    await xero.identity().deleteConnection(ACCESS, 'c/../1');
    expect(xero.seen[0]).toMatchObject({ method: 'DELETE', url: '/connections/c%2F..%2F1' });
    xero.behave = json(404, { title: 'Not found' });
    await expect(xero.identity().deleteConnection(ACCESS, 'c-1')).resolves.toBeUndefined();
  });

  it('revokes by refresh token', async () => {
    xero.behave = (_request, response) => response.writeHead(200).end();
    await xero.identity().revoke(REFRESH);
    expect(xero.seen[0]).toMatchObject({ url: '/connect/revocation', body: `token=${REFRESH}` });
  });

  it.each(tokenCalls)('%s: only invalid_grant with 400 is a refused grant', async (_name, call) => {
    xero.behave = json(400, { error: 'invalid_grant' });
    expect(await failure(call(xero.identity()))).toBe('GrantRefusedError');
    for (const [status, body] of [
      [400, { error: 'invalid_client' }],
      [401, { error: 'invalid_grant' }],
      [400, { error: 'unsupported_grant_type' }],
      [400, 'nonsense'],
      [404, {}],
    ] as const) {
      xero.behave = json(status, body);
      expect(await failure(call(xero.identity()))).toBe('XeroAppMisconfiguredError');
    }
    xero.behave = json(500, { error: 'invalid_grant' });
    expect(await failure(call(xero.identity()))).toBe('XeroUnavailableError');
  });

  it.each(connectionCalls)('%s: 401 and 403 are refused access', async (_name, call) => {
    for (const status of [401, 403]) {
      xero.behave = json(status, { Title: 'x', Detail: ACCESS });
      expect(await failure(call(xero.identity()))).toBe('AccessRefusedError');
    }
    xero.behave = json(400, {});
    expect(await failure(call(xero.identity()))).toBe('XeroAppMisconfiguredError');
  });
});
