import { beforeEach, describe, expect, it } from 'vitest';
import { checkConnection } from '#domain/connection/check-connection.ts';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';
import { ConnectionBrokenError, SyncNotDueError } from '#domain/sync/errors.ts';
import { makeHandler as makeDelete } from '../../../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeGet } from '../../../../functions/api/get-connection/handler.ts';
import { makeHandler as makeStart } from '../../../../functions/api/start-connection/handler.ts';
import { makeHandler as makeFinish } from '../../../../functions/trigger/finish-disconnects/handler.ts';
import {
  ADMIN,
  CALLER,
  connectionOf,
  connectionWorld,
  FIRM,
  runOf,
  xeroConnection,
} from '../../../support/connection-world.ts';
import type { ConnectionWorld } from '../../../support/connection-world.ts';

let world: ConnectionWorld;
const caller = { ...CALLER, user: ADMIN };
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
});

const actions = () => world.audit.events.map(({ action }) => action);
const minutes = (count: number) => count * 60_000;

describe('beginSync', () => {
  const scheduled = { firmId: FIRM, syncId: 'sync-9', trigger: 'schedule', requestedMode: 'auto' } as const;
  const through = { syncId: 'sync-0', status: 'succeeded', finishedAt: '2026-03-02T06:00:00.000Z' };
  const healthy = () =>
    connectionOf({
      watermark: '2026-03-02T06:00:00.000Z',
      nextFullAt: '2026-03-09T00:00:00.000Z',
      fullSyncDays: 7,
      lastSync: through,
      dueAt: '2026-03-02T17:30:00.000Z',
    });

  it('claims, moves the due time, settles mode and bound, and is repeatable', async () => {
    world.connections.seed(healthy());
    const begun = await beginSync(world, scheduled);
    expect(begun).toEqual({
      firmId: FIRM,
      syncId: 'sync-9',
      epoch: 3,
      fence: 8,
      mode: 'delta',
      modifiedSince: new Date('2026-03-02T05:50:00.000Z'),
      startedAt: '2026-03-02T18:00:00.000Z',
    });
    const connection = await world.connections.get(FIRM);
    expect(connection?.run).toMatchObject({ phase: 'running', mode: 'delta', trigger: 'schedule' });
    expect(Date.parse(connection?.dueAt ?? '')).toBeGreaterThan(world.clock.now().getTime());
    world.clock.advance(minutes(1));
    await expect(beginSync(world, scheduled)).resolves.toEqual(begun);
  });

  it('keeps what whoever asked for it had claimed', async () => {
    const startedBy = { userId: 'u', name: 'U' };
    world.connections.seed({ ...healthy(), run: runOf({ phase: 'queued', requestedMode: 'full', startedBy }) });
    const begun = await beginSync(world, { ...scheduled, syncId: 'sync-1', trigger: 'manual' });
    expect(begun).toMatchObject({ mode: 'full', startedAt: '2026-03-02T17:55:00.000Z', fence: 7 });
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'SYNC_STARTED', actor: startedBy });
    expect((await world.connections.get(FIRM))?.dueAt).toBe('2026-03-02T17:30:00.000Z');
  });

  it('has nothing to do beside another run, but moves the due time', async () => {
    world.connections.seed({ ...healthy(), run: runOf() });
    await expect(beginSync(world, scheduled)).rejects.toMatchObject({ reason: 'already-running' });
    expect(Date.parse((await world.connections.get(FIRM))?.dueAt ?? '')).toBeGreaterThan(world.clock.now().getTime());
  });

  it.each(['broken', 'disconnected'] as const)('has nothing to do when %s', async (state) => {
    world.connections.seed(connectionOf({ state }));
    await expect(beginSync(world, scheduled)).rejects.toMatchObject({ reason: 'not-connected' });
  });

  it('writes a run whose lease ran out into the history and reads the whole list', async () => {
    world.connections.seed({ ...healthy(), run: runOf({ leaseUntil: '2026-03-02T17:59:00.000Z' }) });
    await expect(beginSync(world, scheduled)).resolves.toMatchObject({ mode: 'full' });
    expect(await world.syncs.get(FIRM, 'sync-1')).toMatchObject({ status: 'interrupted' });
  });

  it('is the first sync when none was through yet, so that whoever connected hears of it', async () => {
    world.connections.seed(connectionOf({ dueAt: '2026-03-02T17:30:00.000Z' }));
    await beginSync(world, scheduled);
    expect((await world.connections.get(FIRM))?.run).toMatchObject({
      trigger: 'first',
      startedBy: { userId: ADMIN.userId },
    });
  });

  it('renews the token when it would not last', async () => {
    world.connections.seed(healthy());
    world.clock.advance(minutes(21));
    await beginSync(world, scheduled);
    expect(world.identity.accepted).toBe(2);
  });

  it.each([
    ['the grant is refused', () => world.identity.endGrant()],
    [
      'there are no tokens at all',
      async () => {
        const stored = await world.vault.load(FIRM);
        await world.vault.destroy(FIRM, stored?.version ?? 0);
      },
    ],
  ])('ends the connection as broken when %s', async (_name, arrange) => {
    world.connections.seed(healthy());
    world.clock.advance(minutes(25));
    await arrange();
    await expect(beginSync(world, scheduled)).rejects.toBeInstanceOf(ConnectionBrokenError);
    const connection = await world.connections.get(FIRM);
    expect(connection).toMatchObject({ state: 'broken', disconnect: { cause: 'unexpected' }, epoch: 4 });
    expect(connection?.run).toBeUndefined();
    expect(connection?.cleanupPending).toBeUndefined();
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect(await world.syncs.get(FIRM, 'sync-9')).toMatchObject({
      status: 'failed',
      failure: { code: 'CONNECTION_BROKEN' },
    });
    expect(actions()).toEqual(['CONNECTION_LOST']);
  });

  it('leaves the connection alone when Xero merely does not answer', async () => {
    world.connections.seed(healthy());
    world.clock.advance(minutes(25));
    world.identity.fail.set('refresh', [new XeroUnavailableError(), new XeroUnavailableError()]);
    await expect(beginSync(world, scheduled)).rejects.toBeInstanceOf(XeroUnavailableError);
    expect((await world.connections.get(FIRM))?.state).toBe('connected');
  });

  it('steps aside for a disconnect in mid-refresh', async () => {
    world.connections.seed(healthy());
    world.clock.advance(minutes(25));
    const original = world.identity.refresh.bind(world.identity);
    world.identity.refresh = async (tokens) => {
      await makeDelete({ ...world, custody: () => Promise.reject(new XeroUnavailableError()) })({ caller });
      const stored = await world.vault.load(FIRM);
      await world.vault.destroy(FIRM, stored?.version ?? 0);
      return original(tokens);
    };
    await expect(beginSync(world, scheduled)).rejects.toBeInstanceOf(SyncNotDueError);
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect((await world.connections.get(FIRM))?.disconnect?.cause).toBe('disconnected-here');
  });
});

describe('checkConnection', () => {
  const run = { firmId: FIRM, epoch: 3 };
  beforeEach(() => {
    world.connections.seed(connectionOf({ run: runOf() }));
  });

  it.each(['expired', 'unauthorized'] as const)('%s: a new token, then the list again', async (reason) => {
    await expect(checkConnection(world, { run, reason, checks: 0 })).resolves.toBe(1);
    expect(world.identity.accepted).toBe(2);
  });

  it.each([
    ['unauthorized', 1, 'PracticePermissionError'],
    ['unauthorized', 2, 'PracticePermissionError'],
    ['forbidden', 2, 'PracticePermissionError'],
    ['forbidden', 0, 'PracticePermissionError'],
    ['expired', 10, 'XeroUnavailableError'],
  ] as const)('%s after %i checks ends in %s with the connection intact', async (reason, checks, name) => {
    await expect(checkConnection(world, { run, reason, checks })).rejects.toMatchObject({ name });
    expect((await world.connections.get(FIRM))?.state).toBe('connected');
  });

  it('a sync that waits for hours may find its token expired several times', async () => {
    await expect(checkConnection(world, { run, reason: 'expired', checks: 5 })).resolves.toBe(1);
  });

  it('forbidden and no longer listed: disconnected inside Xero, nothing left', async () => {
    world.identity.listed = [xeroConnection('other')];
    await expect(checkConnection(world, { run, reason: 'forbidden', checks: 0 })).rejects.toMatchObject({
      name: 'DisconnectedInXeroError',
    });
    expect(await world.connections.get(FIRM)).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-in-xero' },
    });
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect(await world.syncs.get(FIRM, 'sync-1')).toMatchObject({ failure: { code: 'DISCONNECTED_IN_XERO' } });
  });

  it.each([
    ['no answer', new XeroUnavailableError(), 'XeroUnavailableError'],
    ['a 401', new AccessRefusedError(401), 'XeroUnavailableError'],
    ['a 403', new AccessRefusedError(403), 'PracticePermissionError'],
  ])('forbidden and %s from /connections proves no disconnect', async (_name, error, name) => {
    world.identity.fail.set('connections', [error]);
    await expect(checkConnection(world, { run, reason: 'forbidden', checks: 0 })).rejects.toMatchObject({ name });
    expect((await world.connections.get(FIRM))?.state).toBe('connected');
  });

  it('a refused grant breaks the connection', async () => {
    world.identity.endGrant();
    await expect(checkConnection(world, { run, reason: 'unauthorized', checks: 0 })).rejects.toBeInstanceOf(
      ConnectionBrokenError,
    );
    expect(await world.connections.get(FIRM)).toMatchObject({ state: 'broken', disconnect: { cause: 'unexpected' } });
  });

  it('of an older epoch it has no say', async () => {
    const check = { run: { firmId: FIRM, epoch: 2 }, reason: 'forbidden', checks: 0 } as const;
    await expect(checkConnection(world, check)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(world.identity.calls).toEqual([]);
  });
});

describe('DELETE /connection', () => {
  const disconnect = () => makeDelete(world)({ caller });

  it('ends at once, deletes at Xero, revokes what nobody else uses, destroys the tokens; again is fine', async () => {
    world.connections.seed(connectionOf({ run: runOf(), dueAt: '2026-03-03T05:00:00.000Z' }));
    expect((await disconnect()).body).toEqual({ state: 'disconnected', cleanupPending: false });
    expect(await world.connections.get(FIRM)).toMatchObject({
      state: 'disconnected',
      epoch: 4,
      disconnect: { cause: 'disconnected-here', by: { userId: ADMIN.userId, name: ADMIN.name } },
    });
    expect(world.identity.deleted).toEqual(['connection-a']);
    expect(world.identity.revoked).toEqual(['refresh-1']);
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect(world.launcher.stopped).toMatchObject([{ syncId: 'sync-1' }]);
    expect(await world.syncs.get(FIRM, 'sync-1')).toMatchObject({ status: 'interrupted' });
    expect((await disconnect()).body).toEqual({ state: 'disconnected', cleanupPending: false });
    expect(actions()).toEqual(['DISCONNECTED']);
    expect(world.identity.deleted).toHaveLength(1);
  });

  it('never revokes while the Xero user has another connection', async () => {
    world.connections.seed(connectionOf());
    world.identity.listed = [xeroConnection('a'), xeroConnection('b', { authEventId: 'event-0' })];
    await disconnect();
    expect(world.identity.deleted).toEqual(['connection-a']);
    expect(world.identity.revoked).toEqual([]);
  });

  it('refreshes an expired token to be able to disconnect', async () => {
    world.connections.seed(connectionOf());
    world.clock.advance(minutes(45));
    expect((await disconnect()).body.cleanupPending).toBe(false);
    expect(world.identity.deleted).toEqual(['connection-a']);
    expect(world.identity.revoked).toEqual(['refresh-2']);
    expect(await world.vault.load(FIRM)).toBeUndefined();
  });

  it('answers even when Xero does not, and the trigger goes on until Xero does', async () => {
    world.connections.seed(connectionOf());
    const down = () => world.identity.fail.set('connections', [new XeroUnavailableError()]);
    down();
    expect((await disconnect()).body).toEqual({ state: 'disconnected', cleanupPending: true });
    expect((await world.connections.get(FIRM))?.state).toBe('disconnected');
    down();
    expect(await makeFinish(world)()).toEqual({ done: 0, pending: 1 });
    expect(await world.vault.load(FIRM)).toBeDefined();
    expect(await makeFinish(world)()).toEqual({ done: 1, pending: 0 });
    expect(world.identity.deleted).toEqual(['connection-a']);
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect(await makeFinish(world)()).toEqual({ done: 0, pending: 0 });
  });

  it('does not wait for a Xero that hangs', async () => {
    world.connections.seed(connectionOf());
    world.identity.connections = () => new Promise(() => undefined);
    const answer = await makeDelete({ ...world, sleep: () => Promise.resolve() })({ caller });
    expect(answer.body).toEqual({ state: 'disconnected', cleanupPending: true });
  });

  it('destroys the tokens after 24 hours whatever Xero says', async () => {
    world.connections.seed(connectionOf());
    world.identity.fail.set('connections', Array.from({ length: 9 }, () => new XeroUnavailableError()));
    await disconnect();
    world.clock.advance(minutes(24 * 60 - 1));
    expect(await releasePractice(world, FIRM)).toBe('pending');
    expect(await world.vault.load(FIRM)).toBeDefined();
    world.clock.advance(minutes(1));
    expect(await releasePractice(world, FIRM)).toBe('done');
    expect(await world.vault.load(FIRM)).toBeUndefined();
  });

  it('has nothing to tell Xero when the grant is gone', async () => {
    world.connections.seed(connectionOf());
    world.clock.advance(minutes(45));
    world.identity.endGrant();
    expect((await disconnect()).body.cleanupPending).toBe(false);
    expect(await world.vault.load(FIRM)).toBeUndefined();
  });

  it('never touches the tokens of a connection that began meanwhile', async () => {
    world.connections.seed(connectionOf({ state: 'disconnected', cleanupPending: true }));
    const original = world.identity.connections.bind(world.identity);
    world.identity.connections = async (token) => {
      const listed = await original(token);
      await world.vault.create(FIRM, world.identity.issue());
      return listed;
    };
    expect(await releasePractice(world, FIRM)).toBe('pending');
    expect((await world.vault.load(FIRM))?.tokens.refreshToken).toBe('refresh-2');
  });

  it('also ends a broken connection, and refuses where there never was one', async () => {
    world.connections.seed(connectionOf({ state: 'broken' }));
    expect((await disconnect()).body.state).toBe('disconnected');
    await expect(
      makeDelete(world)({ caller: { ...caller, user: { ...ADMIN, firmId: 'none' } } }),
    ).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });
});

describe('GET /connection', () => {
  it('says never, connected with what runs, and why it ended', async () => {
    const get = async () => (await makeGet(world)({ caller })).body;
    expect(await get()).toMatchObject({ state: 'never', practice: null, currentSyncId: null });
    world.connections.seed(connectionOf({ run: runOf(), dueAt: '2026-03-03T05:00:00.000Z' }));
    expect(await get()).toMatchObject({
      state: 'connected',
      practice: { name: 'Practice a', tenantId: 'tenant-a' },
      nextSyncAt: '2026-03-03T05:00:00.000Z',
      currentSyncId: 'sync-1',
    });
    world.clock.advance(minutes(16));
    expect(await get()).toMatchObject({ currentSyncId: null });
    await makeDelete(world)({ caller });
    expect(await get()).toMatchObject({
      state: 'disconnected',
      nextSyncAt: null,
      disconnect: { cause: 'disconnected-here', by: { name: 'Ada Admin' } },
    });
  });
});

describe('POST /connection', () => {
  const start = () => makeStart(world)({ caller, body: { confirmPracticeChange: false } });

  it('binds state and browser: unguessable, hashed, never twice', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 200; round += 1) {
      const { body, cookies } = await start();
      const state = new URL(body.authorizeUrl).searchParams.get('state') ?? '';
      expect(Buffer.from(state, 'base64url')).toHaveLength(32);
      const [cookie = ''] = cookies;
      expect(cookie).toMatch(/^__Host-xero-oauth=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/);
      expect(cookie).not.toContain(state);
      seen.add(state);
    }
    expect(seen.size).toBe(200);
  });

  it('refuses while connected and welcomes every other state', async () => {
    await expect(start()).resolves.toBeDefined();
    world.connections.seed(connectionOf({ state: 'broken' }));
    await expect(start()).resolves.toBeDefined();
    world.connections.seed(connectionOf());
    await expect(start()).rejects.toMatchObject({ code: 'ALREADY_CONNECTED', kind: 'conflict' });
  });
});
