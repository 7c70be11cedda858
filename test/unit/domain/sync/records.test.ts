import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { auditEnd } from '#domain/sync/audit-end.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { recordInterrupted } from '#domain/sync/record-interrupted.ts';
import { endedSync, interruptedSync, syncOfRun } from '#domain/sync/run-record.ts';
import { RunSchema, type Run } from '#domain/sync/run.ts';
import {
  ClientChangeSchema,
  NO_COUNTS,
  SyncIssueSchema,
  SyncSchema,
  SyncViewSchema,
  type Sync,
} from '#domain/sync/sync.ts';
import { TroubleSchema } from '#domain/sync/trouble.ts';
import { aRun, aSync, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryAuditLog } from '../../../support/fakes/audit-log.ts';
import { InMemorySyncRepository } from '../../../support/fakes/sync-repository.ts';

const NOW = new Date('2026-03-02T18:00:00.000Z');
const quota = { dayRemaining: 4900, minuteRemaining: null, at: '2026-03-02T17:55:00.000Z' };
const failure = { code: 'XERO_UNAVAILABLE', message: 'Xero did not answer.', action: 'Wait.' };
const run: Run = {
  syncId: 'SYNC1',
  trigger: 'manual',
  requestedMode: 'full',
  mode: 'full',
  phase: 'waiting',
  startedAt: '2026-03-02T17:50:00.000Z',
  startedBy: { userId: 'ada', name: 'Ada' },
  requestId: 'click',
  slot: '2026-03-02T17:45:00.000Z',
  approvedRemovals: 30,
  leaseUntil: '2026-03-02T18:20:00.000Z',
  progress: { toWrite: 9, written: 4 },
  requests: 2,
  quota,
};
const bare: Run = {
  syncId: 'SYNC2',
  trigger: 'schedule',
  requestedMode: 'auto',
  phase: 'queued',
  startedAt: '2026-03-02T17:50:00.000Z',
  leaseUntil: '2026-03-02T18:20:00.000Z',
  progress: { written: 0 },
};

describe('a run in the history', () => {
  const seen = {
    syncId: 'SYNC1',
    trigger: 'manual',
    mode: 'full',
    startedAt: '2026-03-02T17:50:00.000Z',
    startedBy: { userId: 'ada', name: 'Ada' },
    requestId: 'click',
    counts: NO_COUNTS,
    progress: { toWrite: 9, written: 4 },
    xeroRequests: 2,
    quota,
    missedByDelta: null,
    attention: null,
  };

  it('shows its phase and how far it is while its lease lasts', () => {
    expect(syncOfRun(run, NOW)).toStrictEqual({
      ...seen,
      status: 'waiting',
      finishedAt: null,
      failure: null,
    });
  });

  it('shows nothing that it does not know', () => {
    expect(syncOfRun(bare, NOW)).toStrictEqual({
      syncId: 'SYNC2',
      trigger: 'schedule',
      mode: null,
      status: 'queued',
      startedAt: '2026-03-02T17:50:00.000Z',
      finishedAt: null,
      startedBy: null,
      counts: NO_COUNTS,
      progress: { written: 0 },
      xeroRequests: 0,
      quota: null,
      missedByDelta: null,
      failure: null,
      attention: null,
    });
  });

  it.each([
    ['2026-03-02T18:19:59.999Z', 'waiting', null],
    ['2026-03-02T18:20:00.000Z', 'interrupted', 'SYNC_STOPPED'],
  ])('at %s, its lease ending at 18:20, is %s', (now, status, code) => {
    const shown = syncOfRun(run, new Date(now));
    expect([shown.status, shown.failure?.code ?? null, shown.finishedAt]).toEqual([status, code, null]);
  });

  it('that failed keeps how far it was, and why', () => {
    expect(endedSync(run, { status: 'failed', at: NOW, failure })).toStrictEqual({
      ...seen,
      status: 'failed',
      finishedAt: '2026-03-02T18:00:00.000Z',
      failure,
    });
  });

  it('that nobody works on any more was interrupted', () => {
    expect(interruptedSync(run, NOW)).toStrictEqual({
      ...seen,
      status: 'interrupted',
      finishedAt: '2026-03-02T18:00:00.000Z',
      failure: failureOf('ExecutionAborted'),
    });
  });
});

describe('the end of a sync in the audit', () => {
  const eventsOf = async (sync: Sync) => {
    const audit = new InMemoryAuditLog();
    await auditEnd(audit, FIRM_ID, sync, NOW);
    return audit.events;
  };
  const counts = { ...NO_COUNTS, added: 1, updated: 2, archived: 3 };
  const ended = {
    firmId: FIRM_ID,
    at: '2026-03-02T18:00:00.000Z',
    action: 'SYNC_ENDED',
    actor: 'system',
    source: 'sync-firm',
    result: 'success',
    details: {
      syncId: 'SYNC1',
      status: 'succeeded',
      code: null,
      added: 1,
      updated: 2,
      archived: 3,
      held: 0,
    },
  };

  it('says how it ended and what it changed', async () => {
    expect(await eventsOf(aSync({ counts }))).toStrictEqual([ended]);
  });

  it('says why it failed', async () => {
    const details = { ...ended.details, status: 'failed', code: 'XERO_UNAVAILABLE' };
    expect(await eventsOf(aSync({ counts, status: 'failed', failure }))).toStrictEqual([
      { ...ended, result: 'failure', details },
    ]);
  });

  it('says before that removals wait, from the very first', async () => {
    const details = { ...ended.details, status: 'held', held: 1 };
    expect(await eventsOf(aSync({ counts: { ...counts, held: 1 }, status: 'held' }))).toStrictEqual([
      { ...ended, action: 'REMOVALS_HELD', details },
      { ...ended, details },
    ]);
  });

  it('of an interrupted run is written once, with its record', async () => {
    const deps = { audit: new InMemoryAuditLog(), syncs: new InMemorySyncRepository() };
    await recordInterrupted(deps, FIRM_ID, run, NOW);
    await recordInterrupted(deps, FIRM_ID, run, new Date('2026-03-02T19:00:00.000Z'));
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toStrictEqual(interruptedSync(run, NOW));
    expect(deps.audit.events).toHaveLength(1);
  });
});

type Case = [what: string, schema: z.ZodType, value: unknown];

describe('what is stored', () => {
  const attention = { issues: { RECORD_INVALID: 2 }, withoutPrimaryContact: 1, withoutEmail: 3 };
  const sync: Sync = { ...endedSync(run, { status: 'failed', at: NOW, failure }), attention };
  const issue = { message: 'Why.', name: 'Kea', xpmUuid: 'u', webUrl: 'https://x.example' };
  const contact = {
    contactId: 'c',
    name: 'Ann',
    salutation: 'Ms',
    position: 'Owner',
    email: 'a@x.example',
    phone: '1',
    mobile: '2',
    flaggedPrimary: true,
  };
  const client = { xpmUuid: 'u', isProspect: true, details: { name: 'Kea' }, contacts: [contact] };

  it.each<Case>([
    ['a run', RunSchema, run],
    ['a run that has just been queued', RunSchema, bare],
    ...(['first', 'manual', 'schedule', 'operator', 'approval'] as const).map((trigger): Case => [
      `a run by ${trigger}`,
      RunSchema,
      aRun({ trigger }),
    ]),
    ...(['queued', 'running', 'waiting'] as const).map((phase): Case => [
      `a run that is ${phase}`,
      RunSchema,
      aRun({ phase }),
    ]),
    ['a delta', RunSchema, aRun({ mode: 'delta' })],
    ['a sync', SyncSchema, sync],
    ['a sync of which little is known', SyncSchema, aSync({ startedBy: null, mode: null, finishedAt: null })],
    ...(
      ['queued', 'running', 'waiting', 'succeeded', 'partial', 'held', 'failed', 'interrupted'] as const
    ).map((status): Case => [`a sync that is ${status}`, SyncSchema, aSync({ status })]),
    ...(
      [
        'RECORD_UNIDENTIFIED',
        'RECORD_INVALID',
        'RECORD_DUPLICATE',
        'CONTACT_INVALID',
        'REMOVAL_HELD',
        'CLIENT_LINKED',
        'POSSIBLE_DUPLICATE',
      ] as const
    ).map((code): Case => [`the issue ${code}`, SyncIssueSchema, { ...issue, code }]),
    [
      'an issue without a name',
      SyncIssueSchema,
      { ...issue, code: 'RECORD_INVALID', name: null, xpmUuid: null, webUrl: null },
    ],
    ['an upsert', ClientChangeSchema, { kind: 'upsert', clientId: 'c', hash: 'h', client }],
    ['a link', ClientChangeSchema, { kind: 'upsert', clientId: 'c', hash: 'h', client, linkFrom: 'd' }],
    ['an archiving', ClientChangeSchema, { kind: 'archive', clientId: 'c', xpmUuid: 'u' }],
    ['an archiving as it was stored before', ClientChangeSchema, { kind: 'archive', clientId: 'c' }],
    ['trouble', TroubleSchema, { failures: 3, told: true }],
  ])('is read back as it was: %s', (_what, schema, value) => {
    expect(schema.parse(value)).toStrictEqual(value);
  });

  it.each<Case>([
    ['an unknown trigger', RunSchema, { ...run, trigger: '' }],
    ['an unknown phase', RunSchema, { ...run, phase: '' }],
    ['an unknown mode', RunSchema, { ...run, requestedMode: '' }],
    ['a part of a client written', RunSchema, { ...run, progress: { written: 0.5 } }],
    ['an unknown status', SyncSchema, { ...sync, status: '' }],
    ['a count that is missing', SyncSchema, { ...sync, counts: { ...NO_COUNTS, held: undefined } }],
    ['a failure without words', SyncSchema, { ...sync, failure: { code: 'X' } }],
    ['an unknown issue', SyncIssueSchema, { ...issue, code: '' }],
    ['an unknown kind of change', ClientChangeSchema, { kind: '', clientId: 'c' }],
    ['an upsert of nobody', ClientChangeSchema, { kind: 'upsert', clientId: 'c', hash: 'h' }],
    ['fewer than no failures', TroubleSchema, { failures: -1, told: false }],
  ])('is refused: %s', (_what, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('of a sync from before attention was noted, there is none', () => {
    const { attention: _, ...old } = sync;
    expect(_).toBeDefined();
    expect(SyncSchema.parse(old)).toStrictEqual({ ...old, attention: null });
  });

  it('of a sync, all but the click that started it is for people', () => {
    const { requestId, ...seen } = sync;
    expect(requestId).toBe('click');
    expect(SyncViewSchema.parse(sync)).toStrictEqual(seen);
  });
});
