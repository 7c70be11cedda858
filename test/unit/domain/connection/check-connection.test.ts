import { beforeEach, describe, expect, it } from 'vitest';
import { checkConnection } from '#domain/connection/check-connection.ts';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { ConnectionBrokenError } from '#domain/sync/errors.ts';
import {
  connectionOf,
  connectionWorld,
  FIRM,
  runOf,
  xeroConnection,
} from '../../../support/connection-world.ts';
import type { ConnectionWorld } from '../../../support/connection-world.ts';

let world: ConnectionWorld;
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
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
    expect(await world.syncs.get(FIRM, 'sync-1')).toMatchObject({
      failure: { code: 'DISCONNECTED_IN_XERO' },
    });
  });

  const answers: [string, () => Error, string][] = [
    ['no answer', () => new XeroUnavailableError(), 'XeroUnavailableError'],
    ['a 401', () => new AccessRefusedError(401), 'XeroUnavailableError'],
    ['a 403', () => new AccessRefusedError(403), 'PracticePermissionError'],
  ];
  it.each(answers)(
    'forbidden and %s from /connections proves no disconnect',
    async (_name, errorOf, name) => {
      world.identity.fail.set('connections', [errorOf()]);
      await expect(checkConnection(world, { run, reason: 'forbidden', checks: 0 })).rejects.toMatchObject({
        name,
      });
      expect((await world.connections.get(FIRM))?.state).toBe('connected');
    },
  );

  it('a refused grant breaks the connection', async () => {
    world.identity.endGrant();
    await expect(checkConnection(world, { run, reason: 'unauthorized', checks: 0 })).rejects.toBeInstanceOf(
      ConnectionBrokenError,
    );
    expect(await world.connections.get(FIRM)).toMatchObject({
      state: 'broken',
      disconnect: { cause: 'unexpected' },
    });
  });

  it('of an older epoch it has no say', async () => {
    const check = { run: { firmId: FIRM, epoch: 2 }, reason: 'forbidden', checks: 0 } as const;
    await expect(checkConnection(world, check)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(world.identity.calls).toEqual([]);
  });
});
