import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { loseConnection } from '#domain/connection/lost-connection.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import { ConnectionBrokenError } from '#domain/sync/errors.ts';
import {
  connectionOf,
  type ConnectionWorld,
  connectionWorld,
  FIRM,
  runOf,
  xeroConnection,
} from '../../../support/connection-world.ts';

const NOW = '2026-03-02T18:00:00.000Z';
let world: ConnectionWorld;
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
});
const connection = async () => (await world.connections.get(FIRM))!;

describe('a connection that is lost', () => {
  const unexpected = { cause: 'unexpected', errorName: 'ConnectionBrokenError' } as const;
  const inXero = { cause: 'disconnected-in-xero', errorName: 'DisconnectedInXeroError' } as const;
  const lose = (loss: typeof unexpected | typeof inXero, epoch = 3) =>
    loseConnection(world, { firmId: FIRM, epoch, loss, source: 'sync-firm', requests: 2 });
  beforeEach(() => {
    world.connections.seed(connectionOf({ run: runOf({ requests: 3 }) }));
  });

  it.each([
    [unexpected, 'broken', 'CONNECTION_BROKEN'],
    [inXero, 'disconnected', 'DISCONNECTED_IN_XERO'],
  ] as const)('%o leaves it %s, without tokens, and its run failed', async (loss, state, code) => {
    await lose(loss);
    expect(await connection()).toMatchObject({ state, epoch: 4, disconnect: { cause: loss.cause, at: NOW } });
    expect((await connection()).cleanupPending).toBeUndefined();
    expect(await world.vault.load(FIRM)).toBeUndefined();
    expect(await world.syncs.get(FIRM, 'sync-1')).toMatchObject({
      status: 'failed',
      xeroRequests: 5,
      failure: { code },
    });
    expect(world.audit.events.at(-1)).toStrictEqual({
      firmId: FIRM,
      at: NOW,
      action: 'CONNECTION_LOST',
      actor: 'system',
      source: 'sync-firm',
      result: 'failure',
      details: { cause: loss.cause, code, tenantId: 'tenant-a' },
    });
  });

  it('is lost once, and never a newer one', async () => {
    await lose(unexpected);
    const { events } = world.audit;
    expect(events.map(({ action }) => action)).toEqual(['SYNC_ENDED', 'CONNECTION_LOST']);
    await lose(unexpected);
    await lose(inXero, 2);
    expect(events).toHaveLength(2);
    expect((await connection()).epoch).toBe(4);
  });

  it('without a run ends none', async () => {
    world.connections.seed(connectionOf());
    await lose(unexpected);
    expect(world.audit.events.map(({ action }) => action)).toEqual(['CONNECTION_LOST']);
  });
});

describe('a practice that is released', () => {
  const ended = (changes: Partial<Connection> = {}) => {
    world.connections.seed(
      connectionOf({
        state: 'disconnected',
        cleanupPending: true,
        disconnect: { cause: 'disconnected-here', at: NOW },
        ...changes,
      }),
    );
  };
  const release = (custody = world.custody) => releasePractice({ ...world, custody }, FIRM);
  const tokens = async () => (await world.vault.load(FIRM)) !== undefined;
  const refusing = (error: Error) => () => Promise.reject(error);

  it('is dropped by Xero, without tokens, and free', async () => {
    ended();
    expect(await release()).toBe('done');
    expect([await tokens(), world.identity.listed, (await connection()).cleanupPending]).toEqual([
      false,
      [],
      undefined,
    ]);
  });

  it('is left alone while it is in use', async () => {
    world.connections.seed(connectionOf());
    expect(await release()).toBe('done');
    expect([await tokens(), world.identity.listed.length]).toEqual([true, 1]);
  });

  it.each<[string, Error, string]>([
    ['its grant is gone', new ConnectionBrokenError(), 'done'],
    ['Xero refuses for good', new AccessRefusedError(403), 'done'],
    ['Xero refuses for now', new AccessRefusedError(401), 'pending'],
    ['Xero does not answer', new XeroUnavailableError(), 'pending'],
  ])('when %s', async (_when, error, outcome) => {
    ended();
    expect(await release(refusing(error))).toBe(outcome);
    expect(await tokens()).toBe(outcome === 'pending');
    expect((await connection()).cleanupPending).toBe(outcome === 'pending' ? true : undefined);
  });

  it.each([
    ['2026-03-01T18:00:00.001Z', 'pending'],
    ['2026-03-01T18:00:00.000Z', 'done'],
  ])('of a disconnect at %s, a day before or less, is %s without an answer', async (at, outcome) => {
    ended({ disconnect: { cause: 'disconnected-here', at } });
    expect(await release(refusing(new XeroUnavailableError()))).toBe(outcome);
  });

  it('is a failure when the fault is ours', async () => {
    ended();
    await expect(release(refusing(new TypeError('ours')))).rejects.toThrow('ours');
    expect(await tokens()).toBe(true);
  });
});
