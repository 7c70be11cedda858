import { describe, expect, it } from 'vitest';
import { NoticeSchema } from '#domain/notice/notice.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { makeHandler as makeGetClient } from '../../../functions/api/get-client/handler.ts';
import { contract as getMeContract } from '../../../functions/api/get-me/contract.ts';
import { makeHandler as makeGetMe } from '../../../functions/api/get-me/handler.ts';
import { makeHandler as makeList } from '../../../functions/api/list-clients/handler.ts';
import { contract as listContract } from '../../../functions/api/list-clients/contract.ts';
import { makeHandler as makeNotices } from '../../../functions/api/list-notices/handler.ts';
import { aClient, aConnection, aFirm, aRun, aSync, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import type { Connection } from '#domain/connection/connection.ts';
import type { Sync } from '#domain/sync/sync.ts';

const caller = (user = aUser('ada'), mfa = true) => ({ user, mfa, sourceIp: '203.0.113.7', requestId: 'r' });
const STRANGER = aUser('eve', { firmId: '22222222-2222-4222-8222-222222222222' });

function connectionsWith(connection: Connection | undefined) {
  const connections = new InMemoryConnectionRepository();
  if (connection !== undefined) connections.seed(connection);
  return connections;
}

describe('GET /clients', () => {
  const clients = new InMemoryClientRepository();
  clients.seed(FIRM_ID, aClient('b', { name: 'Beta Ltd' }));
  clients.seed(FIRM_ID, aClient('a', { name: 'alpha ltd', contacts: [] }));
  clients.seed(FIRM_ID, aClient('c', { name: 'Čapek', status: 'archived' }));
  clients.seed(STRANGER.firmId, aClient('x', { name: 'Canary' }));
  const list = (query: Record<string, string> = {}, user = aUser('ada')) =>
    makeList({ clients })({ caller: caller(user), query: listContract.query.parse(query) });

  it('lists current clients by name, page by page', async () => {
    const first = await list({ limit: '1' });
    expect(first.body.clients.map(({ name }) => name)).toEqual(['alpha ltd']);
    const second = await list({ limit: '1', cursor: first.body.cursor ?? '' });
    expect(second.body.clients.map(({ name }) => name)).toEqual(['Beta Ltd']);
  });

  it('finds by part of a name, by gap and by status', async () => {
    const found = async (query: Record<string, string>) =>
      (await list(query)).body.clients.map((row) => row.clientId);
    expect(await found({ search: ' BET ' })).toEqual(['b']);
    expect(await found({ gap: 'NO_PRIMARY_CONTACT' })).toEqual(['a']);
    expect(await found({ status: 'archived' })).toEqual(['c']);
    expect(await found({ search: '  ' })).toEqual(['a', 'b']);
  });

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: '1.5' },
    { status: 'all' },
    { firmId: 'x' },
    { cursor: '' },
  ])('refuses %o', (query) => {
    expect(listContract.query.safeParse(query).success).toBe(false);
  });
});

describe('GET /clients/{clientId}', () => {
  const clients = new InMemoryClientRepository();
  clients.seed(FIRM_ID, aClient('a', { contacts: [] }));
  clients.seed(FIRM_ID, aClient('gone', { status: 'archived' }));
  const byHand = aClient('hand');
  delete byHand.xpmUuid;
  clients.seed(FIRM_ID, byHand);
  const get = (clientId: string, connection?: Connection, user = aUser('ada')) =>
    makeGetClient({ clients, connections: connectionsWith(connection) })({
      caller: caller(user),
      path: { clientId },
    });

  it.each([
    ['a', aConnection(), 'xpm'],
    ['a', aConnection({ state: 'broken' }), 'xpm'],
    ['a', aConnection({ state: 'disconnected' }), 'portal'],
    ['a', undefined, 'portal'],
    ['hand', aConnection(), 'portal'],
  ] as const)('client %s is managed by the connection %#', async (clientId, connection, managedBy) => {
    expect((await get(clientId, connection)).body.managedBy).toBe(managedBy);
  });

  it('tells the gap, reads archived ones, and knows none of another firm', async () => {
    expect((await get('a')).body.gap).toBe('NO_PRIMARY_CONTACT');
    expect((await get('gone')).body).toMatchObject({ status: 'archived', contacts: [{ isPrimary: true }] });
    await expect(get('a', undefined, STRANGER)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'CLIENT_NOT_FOUND',
    });
    await expect(get('none')).rejects.toMatchObject({ code: 'CLIENT_NOT_FOUND' });
  });
});

describe('GET /me', () => {
  it.each([
    [undefined, false, false, null],
    [aConnection(), false, false, 'configure-mfa'],
    [aConnection(), true, false, 'sign-in-again'],
    [aConnection(), true, true, null],
    [aConnection({ state: 'broken' }), false, false, 'configure-mfa'],
    [aConnection({ state: 'disconnected' }), false, false, null],
  ] as const)('says what to do (%#)', async (connection, enabled, signedInWithMfa, toDo) => {
    const firms = new InMemoryFirmRepository();
    await firms.create(aFirm());
    const directory = new InMemoryUserDirectory();
    if (enabled) directory.withMfa.add('ada');
    const onUnknownMfa = () => expect.fail('the sign-in service answered');
    const deps = { firms, connections: connectionsWith(connection), directory, onUnknownMfa };
    const { body } = await makeGetMe(deps)({ caller: caller(aUser('ada'), signedInWithMfa) });
    expect(body).toMatchObject({
      userId: 'ada',
      firm: { name: 'Kauri Accounting' },
      mfa: { enabled },
      toDo,
      maySync: true,
    });
    expect(body.mfa.required).toBe(connection !== undefined && connection.state !== 'disconnected');
  });
});

describe('GET /me while the sign-in service is down', () => {
  it.each([
    [aConnection(), true, true, null],
    [aConnection(), false, null, 'configure-mfa'],
    [undefined, false, null, null],
  ] as const)('says what the sign-in says (%#)', async (connection, signedInWithMfa, enabled, toDo) => {
    const firms = new InMemoryFirmRepository();
    await firms.create(aFirm());
    const down = new Error('down');
    const told: unknown[] = [];
    const { body } = await makeGetMe({
      firms,
      connections: connectionsWith(connection),
      directory: { hasMfa: () => Promise.reject(down) },
      onUnknownMfa: (error) => told.push(error),
    })({ caller: caller(aUser('ada'), signedInWithMfa) });
    expect(body).toMatchObject({
      userId: 'ada',
      mfa: { enabled, required: connection !== undefined },
      toDo,
    });
    expect(getMeContract.success.schema.safeParse(body).success).toBe(true);
    expect(told).toEqual([down]);
  });
});

describe('GET /notices', () => {
  async function notices(connection: Connection | undefined, lastSync?: Sync, user = aUser('ada')) {
    const syncs = new InMemorySyncRepository();
    if (lastSync !== undefined) await syncs.put(FIRM_ID, lastSync);
    const handler = makeNotices({
      connections: connectionsWith(connection),
      syncs,
      clock: new FakeClock(),
    });
    const { body } = await handler({ caller: caller(user) });
    return body.notices.map((notice) => NoticeSchema.parse(notice));
  }
  const lastSync = { syncId: 'SYNC1', status: 'succeeded', finishedAt: '2026-03-02T17:55:00.000Z' };
  const gone = (cause: 'disconnected-here' | 'disconnected-in-xero' | 'unexpected', name?: string) => ({
    disconnect: {
      cause,
      at: '2026-03-01T00:00:00.000Z',
      ...(name === undefined ? {} : { by: { userId: 'ben', name } }),
    },
  });

  it('are none before the first connection', async () => {
    expect(await notices(undefined)).toEqual([]);
  });

  it.each([
    ['disconnected', 'disconnected-here', 'Ben', /disconnected by Ben\./, ['disconnected']],
    ['disconnected', 'disconnected-in-xero', undefined, /inside Xero/, ['disconnected']],
    ['broken', 'unexpected', undefined, /unexpectedly/, ['disconnected', 'reconnect']],
  ] as const)('tell %s, %s', async (state, cause, name, words, kinds) => {
    const connection = aConnection({ state, ...gone(cause, name), lastSync });
    const seen = await notices(
      connection,
      aSync({ failure: failureOf('ConnectionBrokenError'), status: 'failed' }),
    );
    expect(seen.map(({ kind }) => kind)).toEqual(kinds);
    expect(seen[0]?.message).toMatch(words);
    const member = await notices(connection, undefined, aUser('mia', { role: 'member' }));
    expect(member.map(({ kind, action }) => [kind, action])).toEqual([['disconnected', null]]);
  });

  it('show progress while a sync runs, not when its lease is over', async () => {
    const run = aRun({ progress: { toWrite: 900, written: 300 } });
    const [notice] = await notices(aConnection({ run }));
    expect(notice).toMatchObject({ kind: 'sync-running', progress: { toWrite: 900 } });
    expect(notice?.message).toContain('(300 of 900)');
    expect(await notices(aConnection({ run: { ...run, leaseUntil: '2026-03-02T17:00:00.000Z' } }))).toEqual(
      [],
    );
  });

  it('show what the last sync changed for a day, and a failure or held removals until they are dealt with', async () => {
    const counts = { ...NO_COUNTS, added: 3, archived: 1 };
    const [fresh] = await notices(aConnection({ lastSync }), aSync({ counts }));
    expect(fresh).toMatchObject({ kind: 'sync-finished', severity: 'success', counts });
    expect(fresh?.message).toBe('Clients are up to date: 3 added, 1 archived.');
    const old = '2026-03-01T17:00:00.000Z';
    expect(await notices(aConnection({ lastSync }), aSync({ finishedAt: old }))).toEqual([]);
    const failure = failureOf('XeroUnavailableError');
    const [failed] = await notices(
      aConnection({ lastSync }),
      aSync({ finishedAt: old, status: 'failed', failure }),
    );
    expect(failed).toMatchObject({ kind: 'sync-failed', code: 'XERO_UNAVAILABLE' });
    const held = aSync({ finishedAt: old, status: 'held', counts: { ...NO_COUNTS, held: 42 } });
    expect((await notices(aConnection({ lastSync }), held))[0]).toMatchObject({
      kind: 'removals-held',
      held: 42,
    });
  });
});
