import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '#domain/user/user.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { makeHandler as makeApprove } from '../../../functions/api/approve-removals/handler.ts';
import { makeHandler as makeGet } from '../../../functions/api/get-sync/handler.ts';
import { makeHandler as makeList } from '../../../functions/api/list-syncs/handler.ts';
import { makeHandler as makeStart } from '../../../functions/api/start-sync/handler.ts';
import { jsonOf } from '../../support/answers.ts';
import { aConnection, aFirm, aRun, aSync, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryIdempotencyRepository } from '../../support/fakes/idempotency-repository.ts';
import { RecordingSyncLauncher } from '../../support/fakes/sync-launcher.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from '../../support/fakes/system.ts';

function makeDeps() {
  return {
    connections: new InMemoryConnectionRepository(),
    syncs: new InMemorySyncRepository(),
    launcher: new RecordingSyncLauncher(),
    firms: new InMemoryFirmRepository(),
    idempotency: new InMemoryIdempotencyRepository(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
    ids: new SequentialIds(),
  };
}
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});
const ada = aUser('ada');
const caller = (user: User) => ({ user, mfa: true, sourceIp: '203.0.113.7', requestId: 'r' });
const start = (key?: string, mode: 'auto' | 'full' = 'auto', user = ada) =>
  makeStart(deps)({
    caller: caller(user),
    body: { mode },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

describe('POST /syncs', () => {
  it('claims the lease, starts the execution named by the sync, and says who asked', async () => {
    deps.connections.seed(aConnection());
    const { body } = await start();
    expect(body.status).toBe('queued');
    expect(deps.launcher.started).toEqual([
      { firmId: FIRM_ID, syncId: body.syncId, trigger: 'manual', requestedMode: 'auto', requestId: 'r' },
    ]);
    expect((await deps.connections.get(FIRM_ID))?.run).toMatchObject({
      syncId: body.syncId,
      startedBy: { userId: 'ada', name: 'User ada' },
    });
    expect(deps.audit.events.map(({ action, source }) => [action, source])).toEqual([
      ['SYNC_REQUESTED', '203.0.113.7'],
    ]);
  });

  it('answers the running sync instead of starting another', async () => {
    deps.connections.seed(aConnection());
    const first = await start();
    const second = await start(undefined, 'full');
    expect(second.body.syncId).toBe(first.body.syncId);
    expect(deps.launcher.started).toHaveLength(1);
  });

  it('writes a run that nobody renewed into the history and takes over', async () => {
    deps.connections.seed(
      aConnection({ run: aRun({ syncId: 'OLD', leaseUntil: '2026-03-02T17:00:00.000Z' }) }),
    );
    const { body } = await start();
    expect(body.syncId).not.toBe('OLD');
    expect(await deps.syncs.get(FIRM_ID, 'OLD')).toMatchObject({ status: 'interrupted' });
  });

  it('refuses firms that are not connected', async () => {
    await expect(start()).rejects.toMatchObject({ kind: 'conflict', code: 'NOT_CONNECTED' });
    deps.connections.seed(aConnection({ state: 'broken' }));
    await expect(start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('is for members only where the firm says so', async () => {
    deps.connections.seed(aConnection());
    const member = aUser('mia', { role: 'member' });
    await deps.firms.create(aFirm());
    await expect(start(undefined, 'auto', member)).rejects.toMatchObject({ code: 'ADMIN_REQUIRED' });
    deps.firms = new InMemoryFirmRepository();
    await deps.firms.create(aFirm({ membersMaySync: true }));
    await expect(start(undefined, 'auto', member)).resolves.toMatchObject({ body: { status: 'queued' } });
  });

  it('gives the lease back when the execution cannot be started', async () => {
    deps.connections.seed(aConnection());
    deps.launcher.failNextStart = new Error('down');
    await expect(start()).rejects.toMatchObject({ kind: 'unavailable', code: 'SYNC_START_FAILED' });
    const connection = await deps.connections.get(FIRM_ID);
    expect(connection?.run).toBeUndefined();
    expect(await deps.syncs.get(FIRM_ID, connection?.lastSync?.syncId ?? '')).toMatchObject({
      status: 'failed',
    });
    await expect(start()).resolves.toBeDefined();
  });

  it('answers the same key with the same answer, also after that sync has ended', async () => {
    deps.connections.seed(aConnection());
    const first = await start('key-1');
    const { epoch = 0, fence = 0 } = (await deps.connections.get(FIRM_ID)) ?? {};
    const claim = { firmId: FIRM_ID, epoch, fence, syncId: first.body.syncId };
    await deps.connections.finishRun(claim, { status: 'succeeded', finishedAt: deps.clock.now() });
    expect(await start('key-1')).toEqual(first);
    expect(deps.launcher.started).toHaveLength(1);
    await expect(start('key-1', 'full')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const other = await start('key-1', 'auto', aUser('ben'));
    expect(other.body.syncId).not.toBe(first.body.syncId);
  });

  it('begins nothing a second time when its answer was lost before it was kept', async () => {
    deps.connections.seed(aConnection());
    const remember = deps.idempotency.remember.bind(deps.idempotency);
    let calls = 0;
    deps.idempotency.remember = (...kept) => {
      calls += 1;
      if (calls === 2) return Promise.reject(new Error('killed'));
      return remember.apply(deps.idempotency, kept);
    };
    await expect(start('key-1')).rejects.toThrow('killed');
    const [{ syncId } = { syncId: '' }] = deps.launcher.started;
    expect((await start('key-1')).body).toEqual({ syncId, status: 'queued' });
    await deps.syncs.put(FIRM_ID, aSync({ syncId }));
    const { epoch = 0, fence = 0 } = (await deps.connections.get(FIRM_ID)) ?? {};
    const end = { status: 'succeeded', finishedAt: deps.clock.now() };
    await deps.connections.finishRun({ firmId: FIRM_ID, epoch, fence, syncId }, end);
    expect(deps.launcher.started).toHaveLength(1);
    expect((await deps.connections.get(FIRM_ID))?.run).toBeUndefined();
  });

  it.each(['', ' ', 'a b', 'ü', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    deps.connections.seed(aConnection());
    await expect(start(key)).rejects.toMatchObject({ code: 'INVALID_IDEMPOTENCY_KEY' });
  });
});

describe('GET /syncs', () => {
  const list = (limit = 25, cursor?: string) =>
    makeList(deps)({ caller: caller(ada), query: { limit, cursor }, accepts: 'application/json' }).then(
      jsonOf,
    );

  it('puts the running sync before the history, on the first page alone', async () => {
    deps.connections.seed(aConnection({ run: aRun({ syncId: 'S3' }) }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S1' }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S2' }));
    const first = await list(1);
    expect(first.syncs.map(({ syncId, status }) => [syncId, status])).toEqual([
      ['S3', 'running'],
      ['S2', 'succeeded'],
    ]);
    const second = await list(1, first.cursor ?? '');
    expect(second.syncs.map(({ syncId }) => syncId)).toEqual(['S1']);
  });

  it('shows a run whose lease expired as interrupted, and one that is recorded already once', async () => {
    deps.connections.seed(aConnection({ run: aRun({ leaseUntil: '2026-03-02T17:59:59.000Z' }) }));
    expect((await list()).syncs.map(({ status }) => status)).toEqual(['interrupted']);
    await deps.syncs.put(FIRM_ID, aSync());
    expect((await list()).syncs.map(({ status }) => status)).toEqual(['succeeded']);
  });
});

describe('GET /syncs/{syncId}', () => {
  const get = (syncId: string, issuesCursor?: string, user = ada) =>
    makeGet(deps)({
      caller: caller(user),
      path: { syncId },
      query: { issuesCursor },
      accepts: 'application/json',
    }).then(jsonOf);

  it('tells the progress while it runs', async () => {
    deps.connections.seed(aConnection({ run: aRun({ progress: { toWrite: 9, written: 4 } }) }));
    expect(await get('SYNC1')).toMatchObject({
      status: 'running',
      progress: { toWrite: 9, written: 4 },
    });
  });

  it('pages its issues', async () => {
    await deps.syncs.put(FIRM_ID, aSync({ status: 'partial' }));
    const issues = Array.from({ length: 60 }, (_, index) => ({
      code: 'RECORD_INVALID' as const,
      message: 'The name is missing.',
      name: null,
      xpmUuid: `x${String(index)}`,
      webUrl: null,
    }));
    await deps.syncs.putIssues(FIRM_ID, 'SYNC1', 0, issues);
    const first = await get('SYNC1');
    expect(first.issues).toHaveLength(50);
    expect((await get('SYNC1', first.issuesCursor ?? '')).issues).toHaveLength(10);
  });

  it('knows no sync of another firm', async () => {
    await deps.syncs.put(FIRM_ID, aSync());
    const stranger = aUser('eve', { firmId: '22222222-2222-4222-8222-222222222222' });
    await expect(get('SYNC1', undefined, stranger)).rejects.toMatchObject({ code: 'SYNC_NOT_FOUND' });
    await expect(get('none')).rejects.toMatchObject({ code: 'SYNC_NOT_FOUND' });
  });
});

describe('POST /syncs/{syncId}/approve-removals', () => {
  const approve = (syncId = 'SYNC1') => makeApprove(deps)({ caller: caller(ada), path: { syncId } });
  const held = aSync({ status: 'held', counts: { ...NO_COUNTS, held: 42 } });
  const lastSync = { syncId: 'SYNC1', status: 'held', finishedAt: '2026-03-02T17:55:00.000Z' };

  it('starts a full sync with the held removals as its ceiling', async () => {
    deps.connections.seed(aConnection({ lastSync }));
    await deps.syncs.put(FIRM_ID, held);
    const { body } = await approve();
    expect((await deps.connections.get(FIRM_ID))?.run).toMatchObject({
      syncId: body.syncId,
      trigger: 'approval',
      requestedMode: 'full',
      approvedRemovals: 42,
    });
    expect(deps.audit.events[0]).toMatchObject({ action: 'REMOVALS_APPROVED', details: { removals: 42 } });
    expect(await approve()).toEqual({ body });
    expect(deps.launcher.started).toHaveLength(1);
  });

  it('refuses what is not held, not the latest, unknown, or in the way of another run', async () => {
    deps.connections.seed(aConnection({ lastSync: { ...lastSync, syncId: 'SYNC2' } }));
    await expect(approve()).rejects.toMatchObject({ code: 'SYNC_NOT_FOUND' });
    await deps.syncs.put(FIRM_ID, held);
    await expect(approve()).rejects.toMatchObject({ code: 'NOT_HELD' });
    deps.connections.seed(aConnection({ lastSync }));
    await deps.syncs.put(FIRM_ID, aSync());
    await expect(approve()).rejects.toMatchObject({ code: 'NOT_HELD' });
    await deps.syncs.put(FIRM_ID, held);
    deps.connections.seed(aConnection({ lastSync, run: aRun({ syncId: 'OTHER' }) }));
    await expect(approve()).rejects.toMatchObject({ code: 'SYNC_RUNNING' });
    deps.connections.seed(aConnection({ lastSync, state: 'disconnected' }));
    await expect(approve()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });
});
