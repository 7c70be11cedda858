import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { SaxesParser } from 'saxes';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { XeroClient } from 'xero-node';
import * as z from 'zod';
import { StateStore } from '../../local/state-store.ts';
import { allowAccess } from '../../local/xero/allow-access.ts';
import { demoPractice } from '../../local/xero/demo-practice.ts';
import type { SeedClient, SeedPractice } from '../../local/xero/model.ts';
import { startXeroStandIn, type XeroStandIn } from '../../local/xero/server.ts';

const APP = { clientId: 'app-id', clientSecret: 'app secret+1' };
const CALLBACK = 'http://localhost:4300/api/oauth/xero/callback';
const SCOPE = 'offline_access practicemanager.client.read';
const KEY_FILE = 'xero-signing-key.jsonl';
const MINUTE = 60_000;
const START = Date.UTC(2026, 5, 1, 6, 0, 0);

const harbour: SeedPractice = {
  name: 'Harbour Accounting',
  clients: [
    {
      uuid: 'c-2',
      name: 'Zoë & <Sons>',
      address: 'Level 1\r\n12 Quay Lane',
      modifiedAt: START - 10 * MINUTE,
    },
    {
      uuid: 'c-1',
      name: 'ārohanui 🌿 Limited',
      email: 'office@aroha.example',
      modifiedAt: START - 5 * MINUTE,
      tax: {},
      isProspect: null,
      contacts: [
        { uuid: 'p-2', name: 'Ben Books', email: 'ben@aroha.example', position: 'Clerk' },
        { uuid: 'p-1', name: 'Aroha Owner', isPrimary: true, position: 'Director' },
      ],
    },
    {
      uuid: 'c-3',
      name: 'Cafe',
      isArchived: true,
      modifiedAt: START - 20 * MINUTE,
      contacts: [{ uuid: 'p-1', name: 'Aroha Owner', position: 'Trustee' }],
    },
    { uuid: 'c-4', name: 'Cafe', isDeleted: true, modifiedAt: START - 20 * MINUTE },
  ],
};

const TokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  expires_in: z.number(),
  token_type: z.string(),
  scope: z.string(),
});
const ConnectionsSchema = z.array(
  z.object({
    id: z.string(),
    authEventId: z.string(),
    tenantId: z.string(),
    tenantType: z.string(),
    tenantName: z.string().nullable(),
    createdDateUtc: z.string(),
    updatedDateUtc: z.string(),
  }),
);

const running: XeroStandIn[] = [];
beforeAll(async () => {
  const standIn = await start({ folder: keyFolder });
  await fetch(`${standIn.url}/.well-known/openid-configuration/jwks`);
  await standIn.close();
  running.pop();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

const keyFolder = mkdtempSync(join(tmpdir(), 'xero-'));

async function start(options: { practices?: SeedPractice[]; folder?: string; now?: () => number } = {}) {
  const { practices = [harbour], now = () => START } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'xero-'));
  // Making a signing key takes longer than all else here together: one serves all tests.
  if (existsSync(join(keyFolder, KEY_FILE)) && !existsSync(join(folder, KEY_FILE)))
    copyFileSync(join(keyFolder, KEY_FILE), join(folder, KEY_FILE));
  const standIn = await startXeroStandIn({
    port: 0,
    state: new StateStore(folder),
    now,
    ...APP,
    redirectUris: [CALLBACK],
    practices,
  });
  running.push(standIn);
  return Object.assign(standIn, { folder });
}

function authorizeUrl(url: string, changes: Record<string, string> = {}): string {
  const query = {
    response_type: 'code',
    client_id: APP.clientId,
    redirect_uri: CALLBACK,
    scope: SCOPE,
    state: 's-1',
    ...changes,
  };
  return `${url}/identity/connect/authorize?${new URLSearchParams(query).toString()}`;
}

async function codeOf(
  url: string,
  email = 'partner@harbour.example',
  changes: Record<string, string> = {},
): Promise<string> {
  return new URL(await allowAccess(authorizeUrl(url, changes), { email })).searchParams.get('code') ?? '';
}

function token(url: string, form: Record<string, string>, secret = APP.clientSecret): Promise<Response> {
  const basic = Buffer.from(`${APP.clientId}:${secret}`).toString('base64');
  return fetch(`${url}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(form),
  });
}

const redeem = (url: string, code: string) =>
  token(url, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
const refresh = (url: string, refreshToken: string) =>
  token(url, { grant_type: 'refresh_token', refresh_token: refreshToken });

async function connected(standIn: XeroStandIn, email?: string, changes?: Record<string, string>) {
  const answer = await redeem(standIn.url, await codeOf(standIn.url, email, changes));
  const tokens = TokensSchema.parse(await answer.json());
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const connections = async (query = '') =>
    ConnectionsSchema.parse(await (await fetch(`${standIn.url}/connections${query}`, { headers })).json());
  const tenantId = (await connections())[0]?.tenantId ?? '';
  const get = (path: string, more: Record<string, string> = {}) =>
    fetch(`${standIn.url}/practicemanager/3.1/${path}`, {
      headers: { ...headers, 'xero-tenant-id': tenantId, ...more },
    });
  return { tokens, refreshToken: tokens.refresh_token ?? '', headers, connections, tenantId, get };
}

async function errorOf(answer: Response): Promise<[number, unknown]> {
  return [answer.status, await answer.json()];
}

const names = (xml: string) =>
  [...xml.matchAll(/<Client><UUID>[^<]*<\/UUID><Name>([^<]*)/g)].map(([, name]) => name);

function assertWellFormed(xml: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

describe('authorize', () => {
  it('lets a person log in, choose a practice and allow access', async () => {
    const { url } = await start();
    const login = await (await fetch(authorizeUrl(url))).text();
    expect(login).toContain('type="email"');
    expect(login).toContain('type="password"');
    expect(login).toContain('partner@harbour.example');
    const back = new URL(
      await allowAccess(authorizeUrl(url), {
        email: 'partner@harbour.example',
        practice: 'Harbour Accounting',
      }),
    );
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe('s-1');
    expect(back.searchParams.get('code')).toMatch(/^[\w-]{43}$/);
  });

  it('sends a person who cancels back with access_denied and no code', async () => {
    const { url } = await start();
    const back = new URL(
      await allowAccess(authorizeUrl(url), { email: 'partner@harbour.example', cancel: true }),
    );
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.has('code')).toBe(false);
  });

  it('offers nothing without the permission, and a bookkeeper only an organisation', async () => {
    const standIn = await start();
    await expect(
      allowAccess(authorizeUrl(standIn.url), { email: 'nopermission@xero.example' }),
    ).rejects.toThrow('no such practice');
    const body = new URLSearchParams({
      request: new URL(authorizeUrl(standIn.url)).search.slice(1),
      email: 'nopermission@xero.example',
      password: 'x',
    });
    const page = await (await fetch(`${standIn.url}/identity/login`, { method: 'POST', body })).text();
    expect(page).toContain("You don't have access to connect any Xero Practice Manager Accounts");
    expect(page).not.toContain('Allow access');
    const { connections } = await connected(standIn, 'bookkeeper@xero.example');
    expect((await connections()).map(({ tenantType, tenantName }) => [tenantType, tenantName])).toEqual([
      ['ORGANISATION', 'Kauri Cafe'],
    ]);
  });

  it.each([
    ['client id', { client_id: 'other' }],
    ['redirect URI', { redirect_uri: 'http://localhost:9999/' }],
    ['scope', { scope: 'offline_access practicemanager.everything' }],
    ['response type', { response_type: 'token' }],
  ])('shows an error page of its own for a wrong %s', async (_what, changes) => {
    const { url } = await start();
    const answer = await fetch(authorizeUrl(url, changes), { redirect: 'manual' });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.has('location')).toBe(false);
  });
});

describe('tokens', () => {
  it('exchanges a code once, for tokens with the documented claims', async () => {
    const { url } = await start();
    const code = await codeOf(url);
    const tokens = TokensSchema.parse(await (await redeem(url, code)).json());
    expect(tokens).toMatchObject({ expires_in: 1800, token_type: 'Bearer', scope: SCOPE });
    expect(tokens.id_token).toBeUndefined();
    const jwks = createRemoteJWKSet(new URL(`${url}/.well-known/openid-configuration/jwks`));
    const { payload } = await jwtVerify(tokens.access_token, jwks, { currentDate: new Date(START) });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.any(String),
      x5t: expect.any(String),
    });
    expect(payload).toMatchObject({
      iss: 'https://identity.xero.com',
      aud: 'https://identity.xero.com/resources',
      client_id: APP.clientId,
      scope: SCOPE.split(' '),
    });
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(1800);
    for (const claim of [
      'sub',
      'auth_time',
      'xero_userid',
      'global_session_id',
      'jti',
      'authentication_event_id',
    ])
      expect(payload).toHaveProperty(claim);
    expect(await errorOf(await redeem(url, code))).toEqual([400, { error: 'invalid_grant' }]);
  });

  it('takes the secret in the form, too, and refuses a wrong one', async () => {
    const { url } = await start();
    const code = await codeOf(url);
    expect(await errorOf(await token(url, { grant_type: 'authorization_code', code }, 'wrong'))).toEqual([
      400,
      { error: 'invalid_client' },
    ]);
    expect(await errorOf(await token(url, { grant_type: 'password' }))).toEqual([
      400,
      { error: 'unsupported_grant_type' },
    ]);
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
    };
    expect(
      (await fetch(`${url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) })).status,
    ).toBe(200);
  });

  it('lets a code die after five minutes', async () => {
    const { url, admin } = await start();
    const code = await codeOf(url);
    admin.advanceClock(5 * MINUTE);
    expect(await errorOf(await redeem(url, code))).toEqual([400, { error: 'invalid_grant' }]);
  });

  it('rotates refresh tokens, keeps the last one for 30 minutes, an unused one for 60 days', async () => {
    const standIn = await start();
    const { refreshToken } = await connected(standIn);
    const second = TokensSchema.parse(await (await refresh(standIn.url, refreshToken)).json());
    expect(second.refresh_token).not.toBe(refreshToken);
    standIn.admin.advanceClock(30 * MINUTE);
    expect((await refresh(standIn.url, refreshToken)).status).toBe(200);
    standIn.admin.advanceClock(1);
    expect(await errorOf(await refresh(standIn.url, refreshToken))).toEqual([
      400,
      { error: 'invalid_grant' },
    ]);
    standIn.admin.advanceClock(60 * 24 * 60 * MINUTE - 30 * MINUTE - 2);
    const third = TokensSchema.parse(await (await refresh(standIn.url, second.refresh_token ?? '')).json());
    standIn.admin.advanceClock(60 * 24 * 60 * MINUTE);
    expect((await refresh(standIn.url, third.refresh_token ?? '')).status).toBe(400);
  });

  it('keeps tokens, connections, faults and clients over a restart', async () => {
    const first = await start();
    const { refreshToken, headers, tenantId } = await connected(first);
    first.admin.upsertClient('Harbour Accounting', { uuid: 'c-9', name: 'Later' });
    first.admin.fault({ on: 'connections', kind: '503' });
    await first.close();
    const second = await start({
      folder: first.folder,
      practices: [demoPractice({ name: 'Other', clients: 3, seed: 1 })],
    });
    expect((await fetch(`${second.url}/connections`, { headers })).status).toBe(503);
    expect(await (await fetch(`${second.url}/connections`, { headers })).json()).toMatchObject([
      { tenantId },
    ]);
    expect((await refresh(second.url, refreshToken)).status).toBe(200);
    expect(second.admin.practices().map(({ name, clients }) => [name, clients])).toEqual([
      ['Harbour Accounting', 5],
    ]);
  });
});

describe('connections', () => {
  it('has the documented shape and finds the new one by the event of the access token', async () => {
    const standIn = await start({
      practices: [harbour, { name: 'Rata Advisory', hideName: true, clients: [] }],
    });
    await allowAccess(authorizeUrl(standIn.url), { email: 'both@xero.example', practice: 'Rata Advisory' });
    const { connections, tokens } = await connected(standIn, 'both@xero.example');
    const all = await connections();
    expect(all.map(({ tenantName, tenantType }) => [tenantName, tenantType])).toEqual([
      [null, 'PRACTICEMANAGER'],
      ['Harbour Accounting', 'PRACTICEMANAGER'],
    ]);
    expect(all[0]?.createdDateUtc).toBe('2026-06-01T06:00:00.0000000');
    const claims = z
      .object({ authentication_event_id: z.string() })
      .parse(JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString()));
    expect(await connections(`?authEventId=${claims.authentication_event_id}`)).toEqual([all[1]]);
  });

  it('deletes by the id of the connection alone: 204, 404, 403', async () => {
    const standIn = await start();
    const { connections, headers, tenantId, get } = await connected(standIn);
    const remove = async (id: string) =>
      (await fetch(`${standIn.url}/connections/${id}`, { method: 'DELETE', headers })).status;
    expect(await remove(tenantId)).toBe(403);
    expect(await remove('unknown')).toBe(404);
    expect(await remove((await connections())[0]?.id ?? '')).toBe(204);
    expect(await connections()).toEqual([]);
    expect((await get('client.api/list')).status).toBe(403);
  });

  it('ends all of the user on revocation, with an empty 200', async () => {
    const standIn = await start();
    const { connections, refreshToken } = await connected(standIn);
    const basic = Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64');
    const answer = await fetch(`${standIn.url}/connect/revocation`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ token: refreshToken }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await connections()).toEqual([]);
    expect((await refresh(standIn.url, refreshToken)).status).toBe(400);
  });
});

describe('client.api', () => {
  it('lists everything by name, on one line, in the shape of the v3.1 wire', async () => {
    const { get } = await connected(await start());
    const answer = await get('client.api/list');
    const xml = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(answer.headers.get('x-minlimit-remaining')).toBe('59');
    expect(answer.headers.get('x-daylimit-remaining')).toBe('4999');
    expect(answer.headers.get('x-appminlimit-remaining')).toBe('9999');
    expect(answer.headers.get('content-length')).toBeNull();
    expect(names(xml)).toEqual(['ārohanui &#x1F33F; Limited', 'Cafe', 'Cafe', 'Zoë &amp; &lt;Sons&gt;']);
    assertWellFormed(xml);
    expect(xml).toMatch(
      /^<Response api-method="List"><Status>OK<\/Status><Clients><Client><UUID>c-1<\/UUID>/,
    );
    expect(xml).toContain('<Email>office@aroha.example</Email><Address></Address>');
    expect(xml).toContain('<Name>Zoë &amp; &lt;Sons&gt;</Name><Address>Level 1&#xD;\n12 Quay Lane</Address>');
    expect(xml).toContain(
      '<Contact><UUID>p-1</UUID><Name>Aroha Owner</Name><Mobile></Mobile><Email></Email><Phone></Phone><Salutation></Salutation><Addressee></Addressee><Position>Director</Position><IsPrimary>Yes</IsPrimary><IsDeleted>No</IsDeleted></Contact><Contact><UUID>p-2</UUID>',
    );
    expect(xml).toContain('<Position>Trustee</Position><IsPrimary>No</IsPrimary>');
    expect(xml).toContain(
      '<ExportCode></ExportCode><IsArchived>No</IsArchived><IsDeleted>No</IsDeleted><TaxNumber></TaxNumber>',
    );
    expect(xml).toContain(
      '<IsDeleted>Yes</IsDeleted><Contacts /><WebUrl>https://practicemanager.xero.com/Client/1000004/Detail</WebUrl></Client>',
    );
    expect(xml).not.toContain('<Notes');
    expect(await (await get('client.api/list?detailed=true')).text()).toContain(
      '<Contacts /><Notes /><Groups /><Relationships /><WebUrl>',
    );
  });

  it('filters by modifiedsince in UTC, whatever its case, and has an empty list', async () => {
    const { get } = await connected(await start());
    const since = async (query: string) => names(await (await get(`client.api/list?${query}`)).text());
    expect(await since('modifiedsince=2026-06-01T05:50:00')).toHaveLength(2);
    expect(await since('ModifiedSince=2026-06-01T05:50:01')).toHaveLength(1);
    expect(await (await get('client.api/list?modifiedsince=2026-06-01T06:00:00')).text()).toBe(
      '<Response api-method="List"><Status>OK</Status><Clients /></Response>',
    );
  });

  it('moves a client by the edit of its contact only if told so', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    const moved = async () =>
      names(await (await get('client.api/list?modifiedsince=2026-06-01T06:00:00')).text());
    standIn.admin.configure({ contactEditsMoveModified: false });
    standIn.admin.upsertContact('Harbour Accounting', { uuid: 'p-1', email: 'new@aroha.example' });
    expect(await moved()).toEqual([]);
    expect(await (await get('client.api/get/c-3')).text()).toContain('<Email>new@aroha.example</Email>');
    standIn.admin.configure({ contactEditsMoveModified: true });
    standIn.admin.upsertContact('Harbour Accounting', { uuid: 'p-1', salutation: 'Aroha' });
    expect(await moved()).toHaveLength(2);
  });

  it('shows one client or contact, business errors as 200', async () => {
    const { get } = await connected(await start());
    const text = async (path: string) => (await get(path)).text();
    expect(await text('client.api/get/C-1')).toMatch(
      /^<Response api-method="Get"><Status>OK<\/Status><Client><UUID>c-1<\/UUID>.*<Relationships \/><WebUrl>/s,
    );
    expect(await text('client.api/get/none')).toBe(
      '<Response api-method="Get"><Status>ERROR</Status><ErrorDescription>Invalid client identifier</ErrorDescription></Response>',
    );
    expect(await text('client.api/contact/p-1?clientUuid=c-3')).toContain(
      '<Position>Trustee</Position><IsPrimary>No</IsPrimary>',
    );
    expect(await text('client.api/contact/p-1')).not.toContain('IsPrimary');
    expect(names(await text('client.api/search?query=ZOË'))).toHaveLength(1);
    expect(await text('clientgroup.api/list')).toContain('<Groups />');
  });

  it('pages clients and contacts by an opaque token', async () => {
    const { get } = await connected(
      await start({ practices: [demoPractice({ name: 'Harbour Accounting', clients: 120, seed: 3 })] }),
    );
    const first = await (await get('client.api/paged-list?pageSize=70')).text();
    expect(first).not.toContain('<Contacts');
    const next =
      /<Next>(https:\/\/api\.xero\.com\/practicemanager\/3\.1\/client\.api\/paged-list\?pageToken=([\w-]{60})&amp;pageSize=70)<\/Next>/.exec(
        first,
      );
    const second = await (await get(`client.api/paged-list?pageToken=${next?.[2] ?? ''}&pageSize=70`)).text();
    expect(second).not.toContain('<Next>');
    expect(names(first).length + names(second).length).toBe(120 - 4 - 1);
    expect((await get('client.api/paged-list?pageSize=501')).status).toBe(400);
    expect((await get('client.api/paged-list?pageToken=forged')).status).toBe(400);
    expect(await (await get('client.api/contacts?pageSize=10')).text()).toMatch(
      /contacts\?pageSize=10&amp;pageToken=[\w-]{60}</,
    );
  });

  it('speaks JSON only behind the feature header', async () => {
    const { get } = await connected(await start());
    expect(
      (await get('client.api/list', { accept: 'application/json' })).headers.get('content-type'),
    ).toContain('text/xml');
    const answer = await get('client.api/list', {
      accept: 'application/json',
      'xero-features': 'practice-strict-content-type',
    });
    expect(await answer.json()).toMatchObject({
      status: 'OK',
      clients: [
        {
          uuid: 'c-1',
          isArchived: 'No',
          jobManager: null,
          contacts: [{ isPrimary: 'Yes', email: null }, {}],
        },
        {},
        {},
        {},
      ],
    });
  });
});

describe('the gateway', () => {
  it('tells its refusals apart', async () => {
    const standIn = await start();
    const { get, headers } = await connected(standIn);
    const plain = async (more: Record<string, string>) =>
      fetch(`${standIn.url}/practicemanager/3.1/client.api/list`, { headers: more });
    const unknown = await plain({ authorization: 'Bearer nonsense' });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer error=invalid_token');
    expect(await unknown.json()).toEqual({
      Type: null,
      Title: 'Unauthorized',
      Status: 401,
      Detail: 'AuthenticationUnsuccessful',
      Instance: expect.any(String),
      Extensions: {},
    });
    const noTenant = await plain(headers);
    expect([noTenant.status, await noTenant.json()]).toMatchObject([
      403,
      { Title: 'Forbidden', Detail: 'AuthenticationUnsuccessful' },
    ]);
    expect([
      noTenant.headers.has('x-appminlimit-remaining'),
      noTenant.headers.has('x-minlimit-remaining'),
    ]).toEqual([true, false]);
    expect(await errorOf(await get('staff.api/list'))).toMatchObject([
      401,
      { Detail: 'AuthorizationUnsuccessful' },
    ]);
    standIn.admin.expireAccessTokens();
    expect(await errorOf(await get('client.api/list'))).toMatchObject([
      401,
      { Detail: 'TokenExpired: token expired at 06/01/2026 06:00:00' },
    ]);
    expect((await (await connected(standIn)).get('client.api/list')).status).toBe(200);
  });

  it('expires access tokens after 30 minutes', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.advanceClock(30 * MINUTE - 1);
    expect((await get('client.api/list')).status).toBe(200);
    standIn.admin.advanceClock(1);
    expect(await errorOf(await get('client.api/list'))).toMatchObject([
      401,
      { Detail: 'TokenExpired: token expired at 06/01/2026 06:30:00' },
    ]);
  });

  it('after a disconnect inside Xero refreshes on, lists nothing and refuses the practice', async () => {
    const standIn = await start();
    const { get, refreshToken, connections } = await connected(standIn);
    standIn.admin.disconnectInXero('Harbour Accounting');
    expect((await refresh(standIn.url, refreshToken)).status).toBe(200);
    expect(await connections()).toEqual([]);
    expect(await errorOf(await get('client.api/list'))).toMatchObject([
      403,
      { Detail: 'AuthenticationUnsuccessful' },
    ]);
  });

  it('refuses when the permission is taken away, and forgets a removed user', async () => {
    const standIn = await start();
    const { get, refreshToken, connections } = await connected(standIn);
    standIn.admin.removePermission('Harbour Accounting');
    expect((await get('client.api/list')).status).toBe(403);
    expect(await connections()).toHaveLength(1);
    standIn.admin.restorePermission('Harbour Accounting');
    expect((await get('client.api/list')).status).toBe(200);
    standIn.admin.revokeUser('partner@harbour.example');
    expect(await errorOf(await refresh(standIn.url, refreshToken))).toEqual([
      400,
      { error: 'invalid_grant' },
    ]);
    await expect(codeOf(standIn.url)).rejects.toThrow('no such practice');
  });

  it('counts the minute and the day, and frees the minute when its window ends', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.configure({ limits: { minute: 2, day: 3 } });
    expect([(await get('client.api/get/c-1')).status, (await get('client.api/get/c-1')).status]).toEqual([
      200, 200,
    ]);
    const refused = await get('client.api/get/c-1');
    expect([refused.status, await refused.text(), refused.headers.get('content-length')]).toEqual([
      429,
      '',
      '0',
    ]);
    expect(refused.headers.get('x-rate-limit-problem')).toBe('minute');
    expect([
      refused.headers.get('x-minlimit-remaining'),
      refused.headers.get('x-daylimit-remaining'),
    ]).toEqual(['0', '1']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    standIn.admin.advanceClock(wait * 1000);
    expect((await get('client.api/get/c-1')).status).toBe(200);
    const spent = await get('client.api/get/c-1');
    expect([
      spent.status,
      spent.headers.get('x-rate-limit-problem'),
      spent.headers.get('x-minlimit-remaining'),
    ]).toEqual([429, 'day', '1']);
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  it('lets five calls of a practice run at once, without Retry-After for the sixth', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.fault({ on: 'list', kind: 'slow', delayMs: 200, times: 6 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => get('client.api/list')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(
      refused.map(({ headers }) => [headers.get('x-rate-limit-problem'), headers.has('retry-after')]),
    ).toEqual([['concurrent', false]]);
    expect(standIn.admin.highestConcurrency('Harbour Accounting')).toBe(5);
    await Promise.all(answers.map((answer) => answer.text()));
    expect((await get('client.api/list')).status).toBe(200);
  });
});

describe('faults', () => {
  it.each([
    ['429-minute', 429, { 'x-rate-limit-problem': 'minute', 'retry-after': '7' }, /^$/],
    ['429-day', 429, { 'x-rate-limit-problem': 'day', 'x-daylimit-remaining': '0' }, /^$/],
    ['429-concurrent', 429, { 'x-rate-limit-problem': 'concurrent' }, /^$/],
    ['401-expired', 401, { 'www-authenticate': 'Bearer error=invalid_token' }, /TokenExpired/],
    ['401-scope', 401, {}, /AuthorizationUnsuccessful/],
    ['403', 403, {}, /AuthenticationUnsuccessful/],
    ['500', 500, {}, /^<html>/],
    ['503', 503, {}, /ServiceNotAvailable/],
    ['status-error', 200, {}, /<Status>ERROR<\/Status>/],
    ['html-200', 200, { 'content-type': 'text/html; charset=utf-8' }, /maintenance/],
    ['empty-list', 200, {}, /<Clients \/><\/Response>$/],
    ['doctype', 200, {}, /^<!DOCTYPE Response.*<\/Response>$/s],
  ] as const)('answers a list with %s once', async (kind, status, headers, body) => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.fault({ on: 'list', kind, retryAfter: 7 });
    const answer = await get('client.api/list');
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value);
    expect(await answer.text()).toMatch(body);
    expect(names(await (await get('client.api/list')).text())).toHaveLength(4);
  });

  it('cuts a list short of its announced length, or cleanly after a client', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.fault({ on: 'list', kind: 'truncated' });
    await expect(get('client.api/list').then((answer) => answer.text())).rejects.toThrow();
    standIn.admin.fault({ on: 'list', kind: 'truncated', cut: 'clean' });
    const clean = await (await get('client.api/list')).text();
    expect(clean.endsWith('</Client>')).toBe(true);
    expect(() => assertWellFormed(clean)).toThrow();
  });

  it('resets, hangs, and lets the second of two requests through', async () => {
    const standIn = await start();
    const { get } = await connected(standIn);
    standIn.admin.fault({ on: 'list', kind: 'reset', skip: 1 });
    expect((await get('client.api/list')).status).toBe(200);
    await expect(get('client.api/list')).rejects.toThrow();
    standIn.admin.fault({ on: 'list', kind: 'hang' });
    expect(
      await Promise.race([
        get('client.api/list').catch(() => 'closed'),
        new Promise((resolve) => setTimeout(resolve, 150, 'nothing')),
      ]),
    ).toBe('nothing');
  });

  it('loses the answer of a refresh that has happened', async () => {
    const standIn = await start();
    const { refreshToken } = await connected(standIn);
    standIn.admin.fault({ on: 'token', kind: 'lost-answer' });
    await expect(refresh(standIn.url, refreshToken)).rejects.toThrow();
    standIn.admin.advanceClock(29 * MINUTE);
    expect((await refresh(standIn.url, refreshToken)).status).toBe(200);
    standIn.admin.advanceClock(2 * MINUTE);
    expect((await refresh(standIn.url, refreshToken)).status).toBe(400);
  });

  it('logs requests without secrets, and counts them', async () => {
    const standIn = await start();
    const { get, refreshToken } = await connected(standIn);
    await get('client.api/list?modifiedsince=2026-06-01T05:50:00');
    await refresh(standIn.url, refreshToken);
    expect(standIn.admin.counts()).toMatchObject({ authorize: 1, token: 2, connections: 1, list: 1 });
    expect(standIn.admin.requests().at(-2)).toMatchObject({
      method: 'GET',
      route: 'list',
      query: { modifiedsince: '2026-06-01T05:50:00' },
      status: 200,
    });
    expect(JSON.stringify(standIn.admin.requests())).not.toMatch(/s-1|Bearer|"code":/);
    standIn.admin.resetRequests();
    expect(standIn.admin.counts()).toEqual({});
  });
});

describe('the admin page and its API', () => {
  const post = (url: string, operation: string, body: unknown) =>
    fetch(`${url}/_admin/api/${operation}`, { method: 'POST', body: JSON.stringify(body) });

  it('does over JSON what the methods do', async () => {
    const standIn = await start();
    const practice = 'Harbour Accounting';
    const client: SeedClient = { uuid: 'c-1', name: 'Renamed', contacts: [] };
    expect(await (await post(standIn.url, 'upsert-client', { practice, client })).json()).toEqual({
      uuid: 'c-1',
    });
    expect(standIn.admin.clients(practice, 'c-1')).toMatchObject([
      { name: 'Renamed', email: 'office@aroha.example', isProspect: null, contacts: [], modifiedAt: START },
    ]);
    for (const [operation, field] of [
      ['archive-client', 'isArchived'],
      ['delete-client', 'isDeleted'],
    ] as const) {
      await post(standIn.url, operation, { practice, uuid: 'c-1' });
      expect(standIn.admin.clients(practice, 'c-1')[0]?.[field]).toBe(true);
    }
    await post(standIn.url, 'remove-client', { practice, uuid: 'c-1' });
    expect(standIn.admin.clients(practice, 'c-1')).toEqual([]);
    await post(standIn.url, 'set-practice-size', { practice, clients: 12 });
    expect(await (await fetch(`${standIn.url}/_admin/api/practices`)).json()).toMatchObject([
      { name: practice, clients: 12 },
    ]);
    await post(standIn.url, 'set-practice-size', { practice, clients: 2 });
    expect(standIn.admin.practices()[0]?.clients).toBe(2);
    expect((await post(standIn.url, 'fault', { on: 'list', kind: 'none' })).status).toBe(400);
    expect((await post(standIn.url, 'archive-client', { practice: 'Nowhere', uuid: 'c-1' })).status).toBe(
      400,
    );
  });

  it('is usable by a person', async () => {
    const standIn = await start();
    const { tenantId } = await connected(standIn);
    const page = await (await fetch(`${standIn.url}/_admin`)).text();
    expect(page).toContain('Disconnect the app, as a user would in Xero');
    expect(page).toContain('partner@harbour.example');
    expect(await (await fetch(`${standIn.url}/_admin/practice?practice=${tenantId}`)).text()).toContain(
      'Zo&#235;'.replace('&#235;', 'ë') + ' &#38; &#60;Sons&#62;',
    );
    const form = new URLSearchParams({
      practice: tenantId,
      uuid: 'c-1',
      name: 'Typed in',
      email: '',
      phone: '',
    });
    const saved = await fetch(`${standIn.url}/_admin/api/edit-client`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/_admin']);
    expect(standIn.admin.clients(tenantId, 'c-1')).toMatchObject([
      { name: 'Typed in', email: '', contacts: [{}, {}] },
    ]);
    const post = (operation: string, fields: Record<string, string>) =>
      fetch(`${standIn.url}/_admin/api/${operation}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
    expect(
      (
        await post('add-contact', {
          practice: tenantId,
          client: 'c-2',
          name: 'Zoë',
          email: '',
          isPrimary: 'on',
        })
      ).status,
    ).toBe(303);
    expect(standIn.admin.clients(tenantId, 'c-2')).toMatchObject([
      { contacts: [{ name: 'Zoë', isPrimary: true }] },
    ]);
    expect(
      (await post('edit-client', { practice: tenantId, name: 'Brand new', email: '', phone: '' })).status,
    ).toBe(303);
    expect(standIn.admin.clients(tenantId, 'brand')).toHaveLength(1);
    expect((await post('edit-client', { practice: tenantId, name: '', email: '', phone: '' })).status).toBe(
      400,
    );
    await fetch(`${standIn.url}/_admin/api/disconnect-in-xero`, {
      method: 'POST',
      body: new URLSearchParams({ practice: tenantId }),
    });
    expect(standIn.admin.practices()[0]?.connectedBy).toEqual([]);
  });
});

describe('demo data', () => {
  it('is the same for the same seed and carries every oddity', () => {
    const { clients } = demoPractice({ name: 'Rata Advisory', clients: 180, seed: 7 });
    expect(clients).toEqual(demoPractice({ name: 'Rata Advisory', clients: 180, seed: 7 }).clients);
    expect(clients).not.toEqual(demoPractice({ name: 'Rata Advisory', clients: 180, seed: 8 }).clients);
    const live = (client: SeedClient) => (client.contacts ?? []).filter(({ isDeleted }) => !isDeleted);
    const primaries = (client: SeedClient) => live(client).filter(({ isPrimary }) => isPrimary).length;
    const uses = new Map<string, number>();
    for (const { uuid } of clients.flatMap(({ contacts = [] }) => contacts))
      uses.set(uuid, (uses.get(uuid) ?? 0) + 1);
    const seen: Record<string, number> = {
      'shared contacts': [...uses.values()].filter((count) => count > 1).length,
      'no contacts': clients.filter((client) => live(client).length === 0 && client.contacts?.length === 0)
        .length,
      'no primary': clients.filter((client) => live(client).length > 1 && primaries(client) === 0).length,
      'several primaries': clients.filter((client) => primaries(client) > 1).length,
      'deleted primary': clients.filter(({ contacts = [] }) =>
        contacts.some(({ isPrimary, isDeleted }) => isPrimary === true && isDeleted === true),
      ).length,
      'contact without e-mail': clients.filter(({ contacts = [] }) =>
        contacts.some(({ email }) => email === ''),
      ).length,
      'client without e-mail': clients.filter(({ email }) => email === '').length,
      'duplicate names': clients.length - new Set(clients.map(({ name }) => name)).size,
      'markup in names': clients.filter(({ name }) => /[&<]/.test(name)).length,
      quotes: clients.filter(({ name }) => /["']/.test(name)).length,
      emoji: clients.filter(({ name }) => /\p{Extended_Pictographic}/u.test(name)).length,
      macrons: clients.filter(({ name }) => /[āēīōū]/i.test(name)).length,
      'multi-line addresses': clients.filter(({ address = '' }) => address.includes('\n')).length,
      prospects: clients.filter(({ isProspect }) => isProspect).length,
      'IsProspect missing': clients.filter(({ isProspect }) => isProspect === null).length,
      archived: clients.filter(({ isArchived }) => isArchived).length,
      deleted: clients.filter(({ isDeleted }) => isDeleted).length,
      'blank salutations': clients.filter(
        (client) =>
          primaries(client) === 0 &&
          live(client).length > 1 &&
          live(client).every(({ salutation = '' }) => salutation.trim() === ''),
      ).length,
      'equal salutations': clients.filter(
        (client) =>
          primaries(client) === 0 &&
          new Set(live(client).map(({ salutation }) => salutation)).size === 1 &&
          live(client)[0]?.salutation !== '' &&
          live(client).length > 1,
      ).length,
      'tax block': clients.filter(({ tax }) => tax).length,
      'no tax block': clients.filter(({ tax }) => !tax).length,
    };
    expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('starts with 1,200 clients quickly and streams the list in pieces', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xero-'));
    const practices = [demoPractice({ name: 'Harbour Accounting', clients: 1200, seed: 1 })];
    const first = await start({ folder, practices });
    await first.close();
    const before = performance.now();
    const standIn = await start({ folder });
    const took = performance.now() - before;
    const { headers, tenantId } = await connected(standIn);
    const largest = await new Promise<{ bytes: number; pieces: number; end: string }>((resolve) => {
      const { port } = new URL(standIn.url);
      httpRequest(
        {
          port,
          host: '127.0.0.1',
          path: '/practicemanager/3.1/client.api/list',
          headers: { ...headers, 'xero-tenant-id': tenantId },
        },
        (answer) => {
          const seen = { bytes: 0, pieces: 0, end: '' };
          answer.on('data', (piece: Buffer) => {
            seen.bytes += piece.length;
            seen.pieces += 1;
            seen.end = piece.subarray(-30).toString();
          });
          answer.on('end', () => resolve(seen));
        },
      ).end();
    });
    expect(largest.end).toMatch(/<\/Clients><\/Response>$/);
    expect(largest.bytes).toBeGreaterThan(2_000_000);
    expect(largest.pieces).toBeGreaterThan(20);
    expect(took).toBeLessThan(1500);
  });
});

// What xero-node itself runs on, as it loads it: redirecting another copy would redirect nothing.
const requireOfXeroNode = createRequire(createRequire(import.meta.url).resolve('xero-node'));
const { Issuer } = requireOfXeroNode('openid-client') as {
  Issuer: {
    discover(url: string): Promise<{
      metadata: { issuer: string };
      Client: new (metadata: object) => XeroClient['openIdClient'];
    }>;
  };
};
const axios = requireOfXeroNode('axios') as {
  interceptors: {
    request: {
      use(change: (request: { url?: string }) => { url?: string }): number;
      eject(id: number): void;
    };
  };
};

describe('the real xero-node', () => {
  it('connects, refreshes, reads connections and revokes', async () => {
    const standIn = await start({ now: Date.now });
    const issuer = await Issuer.discover(standIn.url);
    expect(issuer.metadata.issuer).toBe('https://identity.xero.com');
    const config = {
      ...APP,
      redirectUris: [CALLBACK],
      scopes: `openid profile email ${SCOPE}`.split(' '),
      state: 'state-1',
    };
    const xero = new XeroClient(config);
    xero.openIdClient = new issuer.Client({
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
      redirect_uris: [CALLBACK],
    });
    const back = await allowAccess(await xero.buildConsentUrl(), { email: 'partner@harbour.example' });
    const tokens = await xero.apiCallback(back);
    expect(tokens.claims()).toMatchObject({ email: 'partner@harbour.example', aud: APP.clientId });
    const refreshed = await xero.refreshToken();
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    // These two calls name Xero's host in the package itself.
    const interceptor = axios.interceptors.request.use((request) => ({
      ...request,
      url: request.url?.replace(/^https:\/\/[a-z]+\.xero\.com/, standIn.url) ?? '',
    }));
    try {
      await xero.refreshWithRefreshToken(
        APP.clientId,
        APP.clientSecret,
        xero.readTokenSet().refresh_token ?? '',
      );
      expect(await xero.updateTenants(false)).toMatchObject([
        { tenantType: 'PRACTICEMANAGER', tenantName: 'Harbour Accounting' },
      ]);
      await expect(xero.disconnect('unknown')).rejects.toMatchObject({ response: { status: 404 } });
      await xero.disconnect(xero.tenants[0].id);
      expect(await xero.updateTenants(false)).toEqual([]);
    } finally {
      axios.interceptors.request.eject(interceptor);
    }
    const last = xero.readTokenSet().refresh_token ?? '';
    await xero.revokeToken();
    expect((await refresh(standIn.url, last)).status).toBe(400);
  });
});
