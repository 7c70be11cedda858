import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { SecretTokenKeys } from '#adapters/tokens/token-keys.ts';
import { JoseTokenVault } from '#adapters/tokens/token-vault.ts';
import { checkConnection } from '#domain/connection/check-connection.ts';
import { challengeOf, OAUTH_COOKIE, verifierOf } from '#domain/connection/oauth-secrets.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';
import { makeHandler as makeDelete } from '../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeCallback } from '../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as makeStart } from '../../functions/api/start-connection/handler.ts';
import { redirectRequests } from '../../local/functions/redirect.ts';
import { StateStore } from '../../local/state-store.ts';
import { allowAccess } from '../../local/xero/allow-access.ts';
import { startXeroStandIn } from '../../local/xero/server.ts';
import type { XeroStandIn } from '../../local/xero/server.ts';
import { ADMIN, CALLER, connectionWorld, FIRM } from '../support/connection-world.ts';
import { AUDIT, CONNECTIONS, RECORDS } from '../support/tables.ts';
import { useDatabase } from './storage/database.ts';

const EMAIL = 'partner@harbour.example';
const MINUTE = 60_000;
const database = useDatabase();
let xero: XeroStandIn;
let now = Date.parse('2026-03-02T18:00:00.000Z');
const clock = { now: () => new Date(now) };
const caller = { ...CALLER, user: ADMIN };

beforeAll(async () => {
  xero = await startXeroStandIn({
    port: 0,
    state: new StateStore(mkdtempSync(join(tmpdir(), 'xero-'))),
    now: () => now,
    clientId: 'client',
    clientSecret: 'secret',
    redirectUris: ['https://portal.example/api/oauth/xero/callback'],
    practices: [{ name: 'Harbour Accounting', clients: [] }],
  });
  redirectRequests({
    'identity.xero.com': xero.url,
    'api.xero.com': xero.url,
    'login.xero.com': xero.url,
  });
});
afterAll(() => xero.close());

/** Handlers on the real adapters of Xero, DynamoDB and encryption; the rest in memory. */
async function firm() {
  const { XeroNodeIdentity } = await import('#adapters/xero/identity.ts');
  const fakes = await connectionWorld();
  const [records, connections, audit] = await Promise.all([
    database.table(RECORDS),
    database.table(CONNECTIONS),
    database.table(AUDIT),
  ]);
  const identity = new XeroNodeIdentity(
    { read: () => Promise.resolve({ clientId: 'client', clientSecret: 'secret', pkce: true }) },
    {
      redirectUri: 'https://portal.example/api/oauth/xero/callback',
      scopes: 'offline_access practicemanager.client.read',
    },
    clock,
  );
  const key = { kid: 'k1', secret: 's'.repeat(64) };
  const items = new DynamoTokenItemStore(database.client, connections);
  const vault = new JoseTokenVault(items, new SecretTokenKeys({ read: () => Promise.resolve(key) }));
  const sleep = (milliseconds: number) => {
    now += milliseconds;
    return Promise.resolve();
  };
  return {
    ...fakes,
    clock,
    identity,
    vault,
    items,
    custody: makeTokenCustody({ vault, identity, clock, ids: fakes.ids, sleep }),
    connections: new DynamoConnectionRepository(database.client, connections),
    transactions: new DynamoOAuthTransactionRepository(database.client, connections),
    syncs: new DynamoSyncRepository(database.client, records),
    audit: new DynamoAuditLog(database.client, audit),
  };
}
type World = Awaited<ReturnType<typeof firm>>;

async function connect(world: World, practice = 'Harbour Accounting'): Promise<string> {
  const { body, cookies } = await makeStart(world)({ caller, body: { confirmPracticeChange: false } });
  const authorize = body.authorizeUrl.replace('https://login.xero.com', xero.url);
  const back = new URL(await allowAccess(authorize, { email: EMAIL, practice }));
  const cookie = /=([^;]+);/.exec(cookies[0] ?? '')?.[1] ?? '';
  const answer = await makeCallback(world)({
    caller: CALLER,
    query: Object.fromEntries(back.searchParams),
    cookies: { [OAUTH_COOKIE]: cookie },
  });
  return new URL(answer.headers.location).searchParams.get('connection') ?? '';
}

const begin = (world: World, syncId: string) =>
  beginSync(world, { firmId: FIRM, syncId, trigger: 'first', requestedMode: 'full' });

describe('the life of a connection, on the real adapters', () => {
  it('connects, refreshes with a rotated pair, disconnects here, leaves nothing at Xero, and connects again', async () => {
    const world = await firm();
    expect(await connect(world)).toBe('connected');
    const connection = await world.connections.get(FIRM);
    expect(connection).toMatchObject({ state: 'connected', practice: { name: 'Harbour Accounting' } });
    const item = await world.items.load(FIRM);
    expect(item?.jwe.split('.')).toHaveLength(5);

    now += 25 * MINUTE;
    const first = connection?.run?.syncId ?? '';
    await expect(begin(world, first)).resolves.toMatchObject({ mode: 'full', modifiedSince: null, fence: 1 });
    expect((await world.items.load(FIRM))?.version).toBe((item?.version ?? 0) + 1);

    expect((await makeDelete(world)({ caller })).body).toEqual({
      state: 'disconnected',
      cleanupPending: false,
    });
    expect(xero.admin.practices().flatMap(({ connectedBy }) => connectedBy)).toEqual([]);
    expect(await world.items.load(FIRM)).toBeUndefined();
    expect(await world.syncs.get(FIRM, first)).toMatchObject({ status: 'interrupted' });

    expect(await connect(world)).toBe('connected');
    expect(await world.connections.get(FIRM)).toMatchObject({ state: 'connected', epoch: 3 });
    await makeDelete(world)({ caller });
  });

  it('takes a code with the verifier of its own consent alone, and once', async () => {
    const { identity } = await firm();
    const [verifier, another] = [verifierOf('a cookie'), verifierOf('another cookie')];
    const agree = async () => {
      const url = await identity.consentUrl('a state', challengeOf(verifier));
      const back = await allowAccess(url.replace('https://login.xero.com', xero.url), { email: EMAIL });
      return new URL(back).searchParams.get('code') ?? '';
    };
    const refused = { name: 'GrantRefusedError' };
    for (const wrong of ['', another, challengeOf(verifier), verifier.slice(1)])
      await expect(identity.exchange(await agree(), wrong)).rejects.toMatchObject(refused);
    const code = await agree();
    const { refreshToken } = await identity.exchange(code, verifier);
    await expect(identity.exchange(code, verifier)).rejects.toMatchObject(refused);
    await identity.revoke(refreshToken);
  });

  it('five workers at once refresh once', async () => {
    const world = await firm();
    await connect(world);
    now += 25 * MINUTE;
    const before = (await world.items.load(FIRM))?.version ?? 0;
    const held = await Promise.all(
      Array.from({ length: 5 }, () => world.custody(FIRM, { minValidSeconds: 600 })),
    );
    expect(new Set(held.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect((await world.items.load(FIRM))?.version).toBe(before + 1);
    await makeDelete(world)({ caller });
  });

  it('sees a disconnect inside Xero for what it is', async () => {
    const world = await firm();
    await connect(world);
    xero.admin.disconnectInXero('Harbour Accounting');
    const run = { firmId: FIRM, epoch: 1 };
    await expect(checkConnection(world, { run, reason: 'forbidden', checks: 0 })).rejects.toMatchObject({
      name: 'DisconnectedInXeroError',
    });
    expect(await world.connections.get(FIRM)).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-in-xero' },
    });
    expect(await world.items.load(FIRM)).toBeUndefined();
  });

  it('sees a person who left Xero as a broken connection', async () => {
    const world = await firm();
    await connect(world);
    const syncId = (await world.connections.get(FIRM))?.run?.syncId ?? '';
    xero.admin.revokeUser(EMAIL);
    now += 25 * MINUTE;
    await expect(begin(world, syncId)).rejects.toMatchObject({ name: 'ConnectionBrokenError' });
    expect(await world.connections.get(FIRM)).toMatchObject({
      state: 'broken',
      disconnect: { cause: 'unexpected' },
    });
    expect(await world.items.load(FIRM)).toBeUndefined();
    xero.admin.restoreUser(EMAIL);
  });
});
