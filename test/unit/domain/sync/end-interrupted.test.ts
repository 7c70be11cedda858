import { beforeEach, describe, expect, it } from 'vitest';
import { beginSync } from '#domain/sync/begin-sync.ts';
import { makeHandler as makeFind } from '../../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { makeHandler as makeSweep } from '../../../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/handler.ts';
import { aConnection, aRun, aSync, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, killAt, makeDeps } from '../../../support/end-of-sync.ts';
import '../../../support/quiet-log.ts';

const DUE = '2026-03-03T05:10:00.000Z';
const MINUTE = 60_000;
let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
});

const sweep = (on = deps) => makeSweep({ ...on, watch: on.connections })();
const due = async () => (await makeFind(deps)({ cursor: null })).due;
const connection = () => deps.connections.get(FIRM_ID);
const ends = () => deps.audit.events.filter(({ action }) => action === 'SYNC_ENDED');
/** Its lease ends at 18:20, in 20 minutes. */
const running = (changes = {}, rest = {}) => {
  deps.connections.seed(aConnection({ run: aRun(changes), dueAt: DUE, ...rest }));
};

describe('a run whose execution died without an event', () => {
  it('is left alone while its lease lasts', async () => {
    running();
    for (let minutes = 0; minutes <= 20; minutes += 5) {
      expect(await sweep()).toEqual({ ended: 0, failed: 0 });
      deps.clock.advance(5 * MINUTE);
    }
    expect((await connection())?.fence).toBe(1);
    expect(deps.audit.events).toEqual([]);
  });

  it('gets its record, its end in the audit and its mail, and frees the firm, which has nothing due', async () => {
    running({ requests: 4 });
    deps.clock.advance(21 * MINUTE);
    expect(await due()).toEqual([]);
    expect(await sweep()).toEqual({ ended: 1, failed: 0 });
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({
      status: 'interrupted',
      finishedAt: deps.clock.now().toISOString(),
      xeroRequests: 4,
      failure: { code: 'SYNC_STOPPED' },
    });
    expect(ends()).toMatchObject([
      { result: 'failure', details: { syncId: 'SYNC1', status: 'interrupted' } },
    ]);
    const after = await connection();
    expect(after?.run).toBeUndefined();
    expect(after?.lastSync).toMatchObject({ syncId: 'SYNC1', status: 'interrupted' });
    expect(deps.outbox.all().map(({ mail }) => mail.to)).toEqual(['ada@example.com']);
    expect(await sweep()).toEqual({ ended: 0, failed: 0 });
    expect(ends()).toHaveLength(1);
  });

  it('is followed by a sync in the same dispatch, but not over and over', async () => {
    running();
    deps.clock.advance(21 * MINUTE);
    await sweep();
    expect(await due()).toMatchObject([{ firmId: FIRM_ID, slot: deps.clock.now().toISOString() }]);
    const lastSync = { syncId: 'SYNC0', status: 'interrupted', finishedAt: DUE };
    running({}, { lastSync });
    await sweep();
    expect((await connection())?.dueAt).toBe(DUE);
  });

  it('can no longer write, should it be alive after all', async () => {
    running();
    deps.clock.advance(21 * MINUTE);
    const claim = { firmId: FIRM_ID, syncId: 'SYNC1', epoch: 1, fence: 1 };
    await sweep();
    expect(await deps.connections.renewRun(claim, { leaseUntil: new Date(DUE) })).toBe(false);
    expect((await connection())?.fence).toBe(2);
  });

  it('is looked at again when its lease was renewed', async () => {
    running();
    deps.clock.advance(19 * MINUTE);
    const claim = { firmId: FIRM_ID, syncId: 'SYNC1', epoch: 1, fence: 1 };
    const leaseUntil = new Date(deps.clock.now().getTime() + 20 * MINUTE);
    await deps.connections.renewRun(claim, { leaseUntil });
    deps.clock.advance(2 * MINUTE);
    expect(await sweep()).toEqual({ ended: 0, failed: 0 });
    deps.clock.advance(19 * MINUTE);
    expect(await sweep()).toEqual({ ended: 1, failed: 0 });
  });

  it.each(['outbox.put', 'audit.append', 'syncs.put', 'connections.finishRun'] as const)(
    'is ended by the next sweep when this one is killed at %s, once in the history',
    async (killed) => {
      for (const after of [false, true]) {
        deps = await makeDeps();
        running();
        deps.clock.advance(21 * MINUTE);
        expect(await sweep(killAt(deps, killed, after))).toEqual({ ended: 0, failed: 1 });
        deps.clock.advance(15 * MINUTE);
        await sweep();
        expect((await connection())?.run).toBeUndefined();
        expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({ status: 'interrupted' });
        expect(ends().length, `${killed} ${String(after)}`).toBeGreaterThan(0);
        expect(deps.outbox.all()).toHaveLength(1);
      }
    },
  );

  it('that had completed but for its lease stays what it was', async () => {
    running();
    await deps.syncs.put(FIRM_ID, aSync());
    deps.clock.advance(21 * MINUTE);
    await sweep();
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toEqual(aSync());
    expect((await connection())?.lastSync?.status).toBe('succeeded');
  });

  it('also ends in the audit when the next sync finds it before the sweep does', async () => {
    running();
    deps.clock.advance(21 * MINUTE);
    await beginSync(
      {
        ...deps,
        vault: { load: () => Promise.resolve(undefined), destroy: () => Promise.resolve(true) },
        custody: () => Promise.resolve({ accessToken: 't', version: 1, requests: 0 }),
      },
      { firmId: FIRM_ID, syncId: 'SYNC2', trigger: 'schedule', requestedMode: 'auto' },
    );
    expect(ends()).toMatchObject([{ details: { syncId: 'SYNC1', status: 'interrupted' } }]);
    expect(await sweep()).toEqual({ ended: 0, failed: 0 });
    expect((await connection())?.run?.syncId).toBe('SYNC2');
  });
});
