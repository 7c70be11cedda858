import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import { NotConnectedError } from '#domain/connection/errors.ts';
import { beginSync, type BeginSyncInput } from '#domain/sync/begin-sync.ts';
import { decideMode } from '#domain/sync/full-or-delta.ts';
import { nextDue } from '#domain/sync/next-due.ts';
import type { Run } from '#domain/sync/run.ts';
import {
  ADMIN,
  connectionOf,
  type ConnectionWorld,
  connectionWorld,
  FIRM,
  xeroConnection,
} from '../../../support/connection-world.ts';

const NOW = '2026-03-02T18:00:00.000Z';
const scheduled: BeginSyncInput = {
  firmId: FIRM,
  syncId: 'sync-9',
  trigger: 'schedule',
  requestedMode: 'auto',
};
const through = { syncId: 'sync-0', status: 'succeeded', finishedAt: '2026-03-02T06:00:00.000Z' };
const healthy: Partial<Connection> = {
  watermark: '2026-03-02T06:00:00.000Z',
  nextFullAt: '2026-03-09T00:00:00.000Z',
  lastSync: through,
  dueAt: '2026-03-02T17:30:00.000Z',
};

let world: ConnectionWorld;
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
  world.connections.seed(connectionOf(healthy));
});
const connection = async () => (await world.connections.get(FIRM))!;
/** What the lease is asked for with. */
async function claimed(input: Partial<BeginSyncInput> = {}): Promise<Run | undefined> {
  const claimRun = world.connections.claimRun.bind(world.connections);
  let run: Run | undefined;
  world.connections.claimRun = (firmId, asked, now) => {
    run = asked;
    return claimRun(firmId, asked, now);
  };
  await beginSync(world, { ...scheduled, ...input });
  return run;
}
const queued = {
  syncId: 'sync-9',
  trigger: 'schedule',
  requestedMode: 'auto',
  phase: 'queued',
  startedAt: NOW,
  leaseUntil: '2026-03-02T18:10:00.000Z',
  progress: { written: 0 },
};

describe('a sync that begins', () => {
  it('asks for the lease for ten minutes, and once it has a token holds it for twenty', async () => {
    expect(await claimed()).toStrictEqual(queued);
    expect((await connection()).run).toStrictEqual({
      ...queued,
      mode: 'delta',
      phase: 'running',
      leaseUntil: '2026-03-02T18:20:00.000Z',
    });
  });

  it('keeps its slot and the click that led to it', async () => {
    const slot = '2026-03-02T17:30:00.000Z';
    expect(await claimed({ slot, requestId: 'click' })).toStrictEqual({
      ...queued,
      slot,
      requestId: 'click',
    });
  });

  it('answers what the next steps need, and no click where there was none', async () => {
    expect(await beginSync(world, scheduled)).toStrictEqual({
      firmId: FIRM,
      syncId: 'sync-9',
      epoch: 3,
      fence: 8,
      mode: 'delta',
      modifiedSince: new Date('2026-03-02T05:50:00.000Z'),
      startedAt: NOW,
    });
  });

  it('is in the audit, begun by the system or by whom it was', async () => {
    await beginSync(world, scheduled);
    expect(world.audit.events).toStrictEqual([
      {
        firmId: FIRM,
        at: NOW,
        action: 'SYNC_STARTED',
        actor: 'system',
        source: 'sync-firm',
        result: 'success',
        details: { syncId: 'sync-9', trigger: 'schedule', mode: 'delta' },
      },
    ]);
  });

  const first = { trigger: 'first', startedBy: { userId: ADMIN.userId, name: ADMIN.name } };
  const { watermark: _watermark, lastSync: _lastSync, ...fresh } = healthy;
  const last = (status: string) => ({ lastSync: { ...through, status } });
  it.each<[string, Partial<Connection>, Partial<BeginSyncInput>, object]>([
    ['is the first while none was through', fresh, {}, first],
    ['is the first after one that failed', { ...fresh, ...last('failed') }, {}, first],
    [
      'is not, when one was through but for removals',
      { ...fresh, ...last('held') },
      {},
      { trigger: 'schedule' },
    ],
    ['is not, when one was through in part', { ...fresh, ...last('partial') }, {}, { trigger: 'schedule' }],
    ['is not, after one that failed later', { ...healthy, ...last('failed') }, {}, { trigger: 'schedule' }],
    ['is not, when somebody asked for it', fresh, { trigger: 'manual' }, { trigger: 'manual' }],
  ])('%s', async (_what, before, input, begun) => {
    expect([_watermark, _lastSync]).toEqual([healthy.watermark, through]);
    world.connections.seed(connectionOf(before));
    const run = await claimed(input);
    expect({ trigger: run?.trigger, ...(run?.startedBy && { startedBy: run.startedBy }) }).toStrictEqual(
      begun,
    );
  });
});

describe('a sync that does not begin', () => {
  const notConnected = { name: 'SyncNotDueError', reason: 'not-connected' };

  it('was of a firm that never connected, or is connected no more when it asks for the lease', async () => {
    const claimRun = () => Promise.resolve({ outcome: 'not-connected' as const });
    await expect(
      beginSync(
        { ...world, connections: Object.assign(Object.create(world.connections), { claimRun }) },
        scheduled,
      ),
    ).rejects.toMatchObject(notConnected);
    const get = () => Promise.resolve(undefined);
    await expect(
      beginSync(
        { ...world, connections: Object.assign(Object.create(world.connections), { get }) },
        scheduled,
      ),
    ).rejects.toMatchObject(notConnected);
    expect((await connection()).run).toBeUndefined();
  });

  it('lost its lease while it renewed the token', async () => {
    world.connections.renewRun = () => Promise.resolve(false);
    await expect(beginSync(world, scheduled)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(world.audit.events).toEqual([]);
  });

  it('has the firm’s next time, not one soon, when the fault is ours', async () => {
    const fault = new Error('ours');
    await expect(beginSync({ ...world, custody: () => Promise.reject(fault) }, scheduled)).rejects.toBe(
      fault,
    );
    const firm = (await world.firms.get(FIRM))!;
    expect((await connection()).dueAt).toBe(nextDue(firm, new Date(NOW)).toISOString());
  });

  it('of a firm that was erased meanwhile is nobody’s loss', async () => {
    const get = world.connections.get.bind(world.connections);
    let erased = false;
    const connections = Object.assign(Object.create(world.connections), {
      get: (firmId: string) => (erased ? Promise.resolve(undefined) : get(firmId)),
    });
    const custody = () => {
      erased = true;
      return Promise.reject(new NotConnectedError());
    };
    await expect(beginSync({ ...world, connections, custody }, scheduled)).rejects.toMatchObject(
      notConnected,
    );
  });

  it('of a firm without a record moves no time', async () => {
    world.firms.get = () => Promise.resolve(undefined);
    await beginSync(world, scheduled);
    expect((await connection()).dueAt).toBe(healthy.dueAt);
  });

  it('without any tokens ends the connection, in the audit as its own', async () => {
    const custody = () => Promise.reject(new NotConnectedError());
    await expect(beginSync({ ...world, custody }, scheduled)).rejects.toMatchObject({
      name: 'ConnectionBrokenError',
    });
    expect(world.audit.events.map(({ action, source }) => [action, source])).toEqual([
      ['SYNC_ENDED', 'sync-firm'],
      ['CONNECTION_LOST', 'sync-firm'],
    ]);
  });
});

describe('full or delta, by little that is known', () => {
  const decide = (known: Partial<Connection>) =>
    decideMode({
      trigger: 'schedule',
      requestedMode: 'auto',
      connection: {
        connectedAt: '2026-01-01T00:00:00.000Z',
        watermark: '2026-03-02T06:00:00.000Z',
        ...known,
      },
      interrupted: false,
      now: new Date(NOW),
    }).mode;

  it('is full as long as no full sync is planned', () => {
    expect(decide({ lastSync: through })).toBe('full');
  });

  it('is a delta although nothing is known of the last end', () => {
    expect(decide({ nextFullAt: '2026-03-09T00:00:00.000Z' })).toBe('delta');
  });
});
