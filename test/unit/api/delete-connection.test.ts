import { beforeEach, describe, expect, it, vi } from 'vitest';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import { logger } from '#runtime/logger.ts';
import { makeHandler as makeDelete } from '../../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeFinish } from '../../../functions/trigger/finish-disconnects/handler.ts';
import {
  ADMIN,
  CALLER,
  connectionOf,
  connectionWorld,
  FIRM,
  runOf,
  xeroConnection,
} from '../../support/connection-world.ts';
import type { ConnectionWorld } from '../../support/connection-world.ts';

let world: ConnectionWorld;
const caller = { ...CALLER, user: ADMIN };
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
});

const actions = () => world.audit.events.map(({ action }) => action);
const minutes = (count: number) => count * 60_000;

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
    expect(actions()).toEqual(['SYNC_ENDED', 'DISCONNECTED']);
    expect(world.identity.deleted).toHaveLength(1);
  });

  it.each([
    ['waits until nothing of a sync can be under way any more', runOf(), [5_000]],
    ['waits for nothing where none ran', undefined, []],
  ])('%s', async (_, run, expected) => {
    world.connections.seed(connectionOf(run && { run }));
    const waited: number[] = [];
    const sleep = (milliseconds: number) => {
      if (milliseconds < 10_000) waited.push(milliseconds);
      return world.sleep(milliseconds);
    };
    await makeDelete({ ...world, sleep })({ caller });
    expect(waited).toEqual(expected);
  });

  it('is not held up by a sync that cannot be stopped, and says so in the log', async () => {
    world.connections.seed(connectionOf({ run: runOf() }));
    world.launcher.stop = () => Promise.reject(new Error('no answer'));
    const warn = vi.spyOn(logger, 'warn');
    expect((await disconnect()).body).toEqual({ state: 'disconnected', cleanupPending: false });
    expect(warn).toHaveBeenCalledWith('STOP_SYNC_FAILED', expect.anything());
    expect(actions()).toEqual(['SYNC_ENDED', 'DISCONNECTED']);
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
    world.identity.fail.set(
      'connections',
      Array.from({ length: 9 }, () => new XeroUnavailableError()),
    );
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
