import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '#domain/user/user.ts';
import { makeHandler as makeDelete } from '../../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeGet } from '../../../functions/api/get-connection/handler.ts';
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

const minutes = (count: number) => count * 60_000;

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

  it('names who lacks MFA to admins alone, whatever the state, and nobody when that is not sure', async () => {
    const bo: User = { ...ADMIN, userId: 'bo', name: 'Bo', email: 'bo@example.com', role: 'member' };
    await world.users.put(bo);
    await world.users.put({ ...bo, userId: 'old', active: false });
    world.directory.withMfa.add(ADMIN.userId);
    const lacking = async (user: User) =>
      (await makeGet(world)({ caller: { ...CALLER, user } })).body.usersWithoutMfa;
    const expected = [{ userId: 'bo', name: 'Bo', email: 'bo@example.com' }];
    expect(await lacking(ADMIN)).toMatchObject(expected);
    world.connections.seed(connectionOf());
    expect(await lacking(ADMIN)).toMatchObject(expected);
    expect(await lacking(bo)).toBeNull();
    world.directory.hasMfa = (userId) =>
      userId === 'bo' ? Promise.reject(new Error('down')) : Promise.resolve(true);
    expect(await lacking(ADMIN)).toBeNull();
  });
});
