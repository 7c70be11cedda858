import { beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '#domain/sync/failures.ts';
import { moveDueTime } from '#domain/sync/move-due-time.ts';
import { firstDue, nextDue } from '#domain/sync/next-due.ts';
import { startSyncOnce } from '#domain/sync/start-sync-once.ts';
import { startSync, type SyncRequest } from '#domain/sync/start-sync.ts';
import { aConnection, aFirm, aRun, aSync, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryAuditLog } from '../../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../../support/fakes/firm-repository.ts';
import { RecordingSyncLauncher } from '../../../support/fakes/sync-launcher.ts';
import { InMemorySyncRepository } from '../../../support/fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from '../../../support/fakes/system.ts';

const NOW = '2026-03-02T18:00:00.000Z';
const makeDeps = () => ({
  connections: new InMemoryConnectionRepository(),
  syncs: new InMemorySyncRepository(),
  launcher: new RecordingSyncLauncher(),
  firms: new InMemoryFirmRepository(),
  audit: new InMemoryAuditLog(),
  clock: new FakeClock(NOW),
  ids: new SequentialIds(),
});
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
  deps.connections.seed(aConnection());
});
const connection = async () => (await deps.connections.get(FIRM_ID))!;
const request: SyncRequest & { syncId: string } = {
  firmId: FIRM_ID,
  trigger: 'manual',
  requestedMode: 'full',
  startedBy: { userId: 'ada', name: 'Ada' },
  requestId: 'click',
  syncId: 'SYNC9',
};
const queued = {
  syncId: 'SYNC9',
  trigger: 'manual',
  requestedMode: 'full',
  startedBy: { userId: 'ada', name: 'Ada' },
  requestId: 'click',
  phase: 'queued',
  startedAt: NOW,
  leaseUntil: '2026-03-02T18:02:00.000Z',
  progress: { written: 0 },
};

describe('a sync that is started', () => {
  it('holds the lease for two minutes, until its first step renews it', async () => {
    expect(await startSync(deps, request)).toStrictEqual({ outcome: 'started', run: queued });
    expect((await connection()).run).toStrictEqual(queued);
    expect(deps.launcher.started).toStrictEqual([
      {
        firmId: FIRM_ID,
        syncId: 'SYNC9',
        trigger: 'manual',
        requestedMode: 'full',
        requestId: 'click',
      },
    ]);
  });

  it('has an id of its own unless one is given, and no click unless there was one', async () => {
    await startSync(deps, { firmId: FIRM_ID, trigger: 'operator', requestedMode: 'auto' });
    const [{ syncId } = { syncId: '' }] = deps.launcher.started;
    expect(syncId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(deps.launcher.started).toStrictEqual([
      { firmId: FIRM_ID, syncId, trigger: 'operator', requestedMode: 'auto' },
    ]);
  });

  it('that could not be is in history and audit as failed, and the firm is free', async () => {
    deps.launcher.failNextStart = new Error('down');
    await expect(startSync(deps, request)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'SYNC_START_FAILED',
      message: 'The sync could not be started. Try again.',
      cause: new Error('down'),
    });
    expect(await deps.syncs.get(FIRM_ID, 'SYNC9')).toMatchObject({
      status: 'failed',
      finishedAt: NOW,
      failure: failureOf('StartFailed'),
    });
    expect(deps.audit.events).toMatchObject([
      { action: 'SYNC_ENDED', details: { code: 'SYNC_START_FAILED' } },
    ]);
    expect(await connection()).toStrictEqual({
      ...aConnection({ fence: 2 }),
      lastSync: { syncId: 'SYNC9', status: 'failed', finishedAt: NOW },
    });
  });
});

describe('a sync that is started once', () => {
  const start = () => startSyncOnce(deps, request);
  const seedEnded = (changes = {}) => deps.syncs.put(FIRM_ID, aSync({ syncId: 'SYNC9', ...changes }));
  const never = { status: 'failed', failure: failureOf('StartFailed') } as const;

  it('is started the first time, and found running the second', async () => {
    expect(await start()).toStrictEqual({ outcome: 'started', syncId: 'SYNC9', status: 'queued' });
    await start();
    expect(deps.launcher.started).toHaveLength(1);
  });

  it('is another one when that runs', async () => {
    deps.connections.seed(aConnection({ run: aRun() }));
    expect(await start()).toStrictEqual({ outcome: 'running', syncId: 'SYNC1', status: 'running' });
    expect(deps.launcher.started).toEqual([]);
  });

  it('is over when it ended, well or not', async () => {
    await seedEnded();
    expect(await start()).toStrictEqual({ outcome: 'ended', syncId: 'SYNC9', status: 'succeeded' });
    await seedEnded({ status: 'failed', failure: failureOf('States.Timeout') });
    expect(await start()).toStrictEqual({ outcome: 'ended', syncId: 'SYNC9', status: 'failed' });
    expect([deps.launcher.started, (await connection()).run]).toEqual([[], undefined]);
  });

  it('is started anew when it never was', async () => {
    await seedEnded(never);
    expect(await start()).toMatchObject({ outcome: 'started' });
    expect((await connection()).run).toMatchObject({ syncId: 'SYNC9' });
  });

  /** Its execution ends between the look at the history and the claim. */
  const endMeanwhile = (changes = {}) => {
    const original = deps.launcher.start.bind(deps.launcher);
    deps.launcher.start = async (input) => {
      await original(input);
      deps.clock.advance(60_000);
      await seedEnded(changes);
    };
  };

  it('gives the lease back when it ended meanwhile', async () => {
    endMeanwhile({ status: 'partial' });
    expect(await start()).toStrictEqual({ outcome: 'ended', syncId: 'SYNC9', status: 'partial' });
    expect(await connection()).toStrictEqual({
      ...aConnection({ fence: 2 }),
      lastSync: { syncId: 'SYNC9', status: 'partial', finishedAt: '2026-03-02T17:55:00.000Z' },
    });
  });

  it('gives it back as of now when its end has no time', async () => {
    endMeanwhile({ finishedAt: null });
    await start();
    expect((await connection()).lastSync?.finishedAt).toBe('2026-03-02T18:01:00.000Z');
  });

  it('leaves the lease to whoever has it by then', async () => {
    endMeanwhile();
    const get = deps.syncs.get.bind(deps.syncs);
    deps.syncs.get = async (...of) => {
      const sync = await get(...of);
      if (sync !== undefined) deps.connections.seed(aConnection({ fence: 3, run: aRun() }));
      return sync;
    };
    expect(await start()).toMatchObject({ outcome: 'ended' });
    expect((await connection()).run?.syncId).toBe('SYNC1');
  });

  it('goes on when what is in the history never started', async () => {
    endMeanwhile(never);
    expect(await start()).toMatchObject({ outcome: 'started' });
    expect((await connection()).run).toMatchObject({ syncId: 'SYNC9' });
  });
});

describe('a firm that changes its times', () => {
  const firm = aFirm({ syncTimes: ['09:00'] });
  const due = nextDue(firm, new Date(NOW)).toISOString();
  const dueAt = async () => (await connection()).dueAt;
  beforeEach(async () => {
    await deps.firms.create(firm);
  });

  it('is synced at the next of them', async () => {
    await moveDueTime(deps, firm);
    expect(await dueAt()).toBe(due);
  });

  it('that had no time yet gets one', async () => {
    const { dueAt: _, ...without } = aConnection();
    expect(_).toBeDefined();
    deps.connections.seed(without);
    await moveDueTime(deps, firm);
    expect(await dueAt()).toBe(due);
  });

  it.each([
    ['is due already', { dueAt: NOW }],
    [
      'waits for its first sync',
      {
        connectedAt: '2026-03-02T17:59:00.000Z',
        dueAt: firstDue(new Date('2026-03-02T17:59:00.000Z')).toISOString(),
      },
    ],
    ['is not connected', { state: 'broken' as const }],
  ])('is left alone when it %s', async (_when, changes) => {
    deps.connections.seed(aConnection(changes));
    await moveDueTime(deps, firm);
    expect(await dueAt()).toBe(aConnection(changes).dueAt);
  });

  it('that never connected has nothing to move', async () => {
    deps.connections = new InMemoryConnectionRepository();
    await expect(moveDueTime(deps, firm)).resolves.toBeUndefined();
  });

  /** Whatever is read of the firm after each move: every look finds other times. */
  const changesTo = (...later: { syncTimes?: string[]; timeZone?: string }[]) => {
    let moves = 0;
    const setDueAt = deps.connections.setDueAt.bind(deps.connections);
    deps.connections.setDueAt = (...to) => {
      moves += 1;
      return setDueAt(...to);
    };
    const looks = later.map((changes) => aFirm({ ...firm, ...changes }));
    const get = () => Promise.resolve(looks.length > 1 ? looks.shift() : looks[0]);
    return { firms: { get }, moves: () => moves };
  };

  it.each([
    ['times', { syncTimes: ['11:00'] }],
    ['zone', { timeZone: 'Europe/London' }],
  ])('once more, at once, is synced by the newest %s', async (_what, changes) => {
    const { firms, moves } = changesTo(changes);
    await moveDueTime({ ...deps, firms }, firm);
    expect(await dueAt()).toBe(nextDue(aFirm({ ...firm, ...changes }), new Date(NOW)).toISOString());
    expect(moves()).toBe(2);
  });

  it('and is gone meanwhile is looked at no more', async () => {
    const { moves } = changesTo();
    await moveDueTime({ ...deps, firms: { get: () => Promise.resolve(undefined) } }, firm);
    expect(moves()).toBe(1);
  });

  it('over and over is followed ten times', async () => {
    const times = Array.from({ length: 30 }, (_, n) => ({ syncTimes: [n % 2 ? '10:00' : '11:00'] }));
    const { firms, moves } = changesTo(...times);
    await moveDueTime({ ...deps, firms }, firm);
    expect(moves()).toBe(10);
  });
});
