import { beforeEach, describe, expect, it } from 'vitest';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';
import { ConnectionBrokenError, SyncNotDueError } from '#domain/sync/errors.ts';
import { makeHandler as makeDelete } from '../../../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeBegin } from '../../../../functions/workflow/sync-firm/begin-sync/handler.ts';
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

  it('tells how late a scheduled sync began, and nothing of others', async () => {
    world.connections.seed(healthy());
    const late: number[] = [];
    const begin = makeBegin(world, (seconds) => void late.push(seconds));
    await begin({ ...scheduled, slot: '2026-03-02T17:57:30.000Z' });
    expect(late).toEqual([150]);
    await begin(scheduled);
    expect(late).toHaveLength(1);
  });

  it('hands on the id of the click that started it', async () => {
    world.connections.seed(healthy());
    const clicked = { ...scheduled, trigger: 'manual', requestId: 'click' } as const;
    expect(await beginSync(world, clicked)).toMatchObject({ requestId: 'click' });
    expect((await world.connections.get(FIRM))?.run?.requestId).toBe('click');
  });

  it('leaves the slot due when it is cut off before the claim, and the run to be found when after', async () => {
    world.connections.seed(healthy());
    const { dueAt } = healthy();
    const cut = () => Promise.reject(new Error('killed'));
    const claimFails = Object.assign(Object.create(world.connections), { claimRun: cut });
    await expect(beginSync({ ...world, connections: claimFails }, scheduled)).rejects.toThrow('killed');
    expect((await world.connections.get(FIRM))?.dueAt).toBe(dueAt);

    const moveFails = Object.assign(Object.create(world.connections), { setDueAt: cut });
    await expect(beginSync({ ...world, connections: moveFails }, scheduled)).rejects.toThrow('killed');
    const { run } = (await world.connections.get(FIRM)) ?? {};
    // Soon enough, with 15 minutes between two sweeps, for a refresh whose answer got lost (half an hour of grace).
    expect(Date.parse(run?.leaseUntil ?? '') - world.clock.now().getTime()).toBe(minutes(10));
    const watched = await world.connections.overdue({ until: new Date(run?.leaseUntil ?? ''), limit: 9 });
    expect(watched.watched).toMatchObject([{ firmId: FIRM }]);
  });

  it('keeps what whoever asked for it had claimed', async () => {
    const startedBy = { userId: 'u', name: 'U' };
    world.connections.seed({
      ...healthy(),
      run: runOf({ phase: 'queued', requestedMode: 'full', startedBy }),
    });
    const begun = await beginSync(world, { ...scheduled, syncId: 'sync-1', trigger: 'manual' });
    expect(begun).toMatchObject({ mode: 'full', startedAt: '2026-03-02T17:55:00.000Z', fence: 7 });
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'SYNC_STARTED', actor: startedBy });
    expect((await world.connections.get(FIRM))?.dueAt).toBe('2026-03-02T17:30:00.000Z');
  });

  it('has nothing to do beside another run, but moves the due time', async () => {
    world.connections.seed({ ...healthy(), run: runOf() });
    await expect(beginSync(world, scheduled)).rejects.toMatchObject({ reason: 'already-running' });
    expect(Date.parse((await world.connections.get(FIRM))?.dueAt ?? '')).toBeGreaterThan(
      world.clock.now().getTime(),
    );
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
    [
      'the grant is refused',
      () =>
        Promise.resolve(world.identity).then((xero) => {
          xero.endGrant();
        }),
    ],
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
    expect(actions()).toEqual(['SYNC_ENDED', 'CONNECTION_LOST']);
  });

  it('leaves the connection alone when Xero merely does not answer', async () => {
    world.connections.seed(healthy());
    world.clock.advance(minutes(25));
    world.identity.fail.set('refresh', [new XeroUnavailableError(), new XeroUnavailableError()]);
    await expect(beginSync(world, scheduled)).rejects.toBeInstanceOf(XeroUnavailableError);
    const connection = await world.connections.get(FIRM);
    expect(connection?.state).toBe('connected');
    // Within the half hour in which a renewal whose answer was lost can be repeated.
    expect(Date.parse(connection?.dueAt ?? '') - world.clock.now().getTime()).toBe(minutes(1));
  });

  it('leaves it to the next time when the sync before failed already', async () => {
    const finishedAt = world.clock.now().toISOString();
    world.connections.seed({
      ...healthy(),
      lastSync: { syncId: 'sync-8', status: 'failed', finishedAt },
    });
    world.clock.advance(minutes(25));
    world.identity.fail.set('refresh', [new XeroUnavailableError(), new XeroUnavailableError()]);
    await expect(beginSync(world, scheduled)).rejects.toBeInstanceOf(XeroUnavailableError);
    const { dueAt } = (await world.connections.get(FIRM)) ?? {};
    expect(Date.parse(dueAt ?? '') - world.clock.now().getTime()).toBeGreaterThan(minutes(60));
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
