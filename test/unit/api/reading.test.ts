import { describe, expect, it } from 'vitest';
import { makeHandler as makeGetClient } from '../../../functions/api/get-client/handler.ts';
import { contract as getMeContract } from '../../../functions/api/get-me/contract.ts';
import { makeHandler as makeGetMe } from '../../../functions/api/get-me/handler.ts';
import { makeHandler as makeList } from '../../../functions/api/list-clients/handler.ts';
import { contract as listContract } from '../../../functions/api/list-clients/contract.ts';
import { aClient, aConnection, aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import type { Connection } from '#domain/connection/connection.ts';

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
