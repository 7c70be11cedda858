import { beforeEach, describe, expect, it } from 'vitest';
import { contract as auditContract } from '../../../functions/api/list-audit/contract.ts';
import { makeHandler as makeAudit } from '../../../functions/api/list-audit/handler.ts';
import { makeHandler as makeGet } from '../../../functions/api/get-sync/handler.ts';
import { contract as listContract } from '../../../functions/api/list-syncs/contract.ts';
import { makeHandler as makeList } from '../../../functions/api/list-syncs/handler.ts';
import { boundedCsv } from '#domain/csv/bounded-csv.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { fileOf, jsonOf } from '../../support/answers.ts';
import { aConnection, aRun, aSync, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';

function makeDeps() {
  const audit = new InMemoryAuditLog();
  return {
    connections: new InMemoryConnectionRepository(),
    syncs: new InMemorySyncRepository(),
    audit,
    reader: audit,
    clock: new FakeClock(),
  };
}
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});
const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };
const CSV = 'text/csv' as const;
const JSON_TYPE = 'application/json' as const;
const list = (query: Record<string, string>, accepts: typeof CSV | typeof JSON_TYPE = JSON_TYPE) =>
  makeList(deps)({ caller, query: listContract.query.parse(query), accepts });
const audit = (query: Record<string, string> = {}, accepts: typeof CSV | typeof JSON_TYPE = JSON_TYPE) =>
  makeAudit(deps)({ caller, query: auditContract.query.parse(query), accepts });

describe('GET /syncs by status and trigger', () => {
  beforeEach(async () => {
    deps.connections.seed(aConnection({ run: aRun({ syncId: 'S4', trigger: 'schedule' }) }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S1', trigger: 'first' }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S2', trigger: 'schedule', status: 'failed' }));
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S3', trigger: 'schedule' }));
  });

  it.each([
    [{}, ['S4', 'S3', 'S2', 'S1']],
    [{ status: 'running' }, ['S4']],
    [{ status: 'waiting' }, []],
    [{ status: 'succeeded' }, ['S3', 'S1']],
    [{ trigger: 'schedule' }, ['S4', 'S3', 'S2']],
    [{ trigger: 'schedule', status: 'failed' }, ['S2']],
    [{ trigger: 'first', status: 'running' }, []],
  ])('%o: %o', async (query, ids) => {
    expect(jsonOf(await list(query)).syncs.map(({ syncId }) => syncId)).toEqual(ids);
  });

  it('pages within the filter', async () => {
    const first = jsonOf(await list({ status: 'succeeded', limit: '1' }));
    const second = jsonOf(await list({ status: 'succeeded', limit: '1', cursor: first.cursor ?? '' }));
    expect([first, second].map(({ syncs }) => syncs.map(({ syncId }) => syncId))).toEqual([['S3'], ['S1']]);
    expect(second.cursor).toBeNull();
  });

  it.each([{ status: 'gone' }, { trigger: 'me' }])('refuses %o', (query) => {
    expect(listContract.query.safeParse(query).success).toBe(false);
  });
});

describe('the history as a file', () => {
  it('has a row for each sync with all that the history tells, and is recorded', async () => {
    const failure = failureOf('XeroUnavailableError');
    const quota = { dayRemaining: 4_711, minuteRemaining: 50, at: '2026-03-02T17:55:00.000Z' };
    const counts = {
      seen: 9,
      added: 1,
      updated: 2,
      restored: 3,
      unchanged: 4,
      archived: 5,
      skipped: 6,
      held: 7,
    };
    await deps.syncs.put(FIRM_ID, aSync({ syncId: 'S1', counts, quota, xeroRequests: 3 }));
    await deps.syncs.put(
      FIRM_ID,
      aSync({
        syncId: 'S2',
        status: 'failed',
        failure,
        mode: null,
        startedBy: { userId: 'x', name: '=cmd()' },
      }),
    );
    const { rows, headers, text } = fileOf(await list({}, CSV));
    expect(rows[0]?.slice(0, 7)).toEqual([
      'Started',
      'Finished',
      'Duration (seconds)',
      'Trigger',
      'Mode',
      'Outcome',
      'Who',
    ]);
    expect(rows[2]).toEqual([
      ...['2026-03-02T17:50:00.000Z', '2026-03-02T17:55:00.000Z', '300', 'manual', 'full', 'succeeded'],
      ...['User ada', '9', '1', '2', '3', '4', '5', '6', '7', '3', '4711', '', '', 'S1'],
    ]);
    expect(text).toContain(`failed,'=cmd(),0,`);
    expect(text).toContain(failure.message);
    expect(text).toContain(failure.action);
    expect(headers['x-file-cut']).toBe('false');
    expect(deps.audit.events).toMatchObject([
      { action: 'SYNCS_EXPORTED', details: { syncs: 2, cut: false } },
    ]);
  });

  it('holds the newest 1,000 and says so when there are more', async () => {
    for (let n = 0; n < 1_002; n += 1) {
      await deps.syncs.put(FIRM_ID, aSync({ syncId: `S${String(n).padStart(5, '0')}` }));
    }
    const { rows, headers } = fileOf(await list({}, CSV));
    expect(rows).toHaveLength(1_002);
    expect(rows[1]?.at(-1)).toBe('S01001');
    expect(rows.at(-1)?.[0]).toContain('This file ends here');
    expect(headers['x-file-cut']).toBe('true');
  });
});

describe('the issues of a sync as a file', () => {
  const get = (syncId: string) => makeGet(deps)({ caller, path: { syncId }, query: {}, accepts: CSV });

  it('has all of them, with the link to XPM', async () => {
    await deps.syncs.put(FIRM_ID, aSync());
    const issue = (n: number) => ({
      code: 'RECORD_INVALID' as const,
      message: 'The name is missing.',
      name: n === 0 ? '+64 Ltd' : null,
      xpmUuid: null,
      webUrl: `https://practicemanager.xero.com/Client/${String(n)}/Detail`,
    });
    await deps.syncs.putIssues(
      FIRM_ID,
      'SYNC1',
      0,
      Array.from({ length: 120 }, (_, n) => issue(n)),
    );
    const { rows } = fileOf(await get('SYNC1'));
    expect(rows[0]).toEqual(['Code', 'Client', 'Reason', 'Link']);
    expect(rows).toHaveLength(121);
    expect(rows[1]).toEqual(['RECORD_INVALID', "'+64 Ltd", 'The name is missing.', issue(0).webUrl]);
    expect(deps.audit.events).toMatchObject([{ action: 'SYNC_ISSUES_EXPORTED', details: { issues: 120 } }]);
    await expect(get('none')).rejects.toMatchObject({ code: 'SYNC_NOT_FOUND' });
  });
});

describe('GET /audit', () => {
  it('exports all that match, and records that it did, not that somebody read a page', async () => {
    for (let n = 0; n < 1_203; n += 1) {
      await deps.audit.append({
        firmId: FIRM_ID,
        at: '2026-03-02T17:00:00.000Z',
        action: n % 3 === 0 ? 'USER_CHANGED' : 'SYNC_ENDED',
        actor: n % 3 === 0 ? { userId: 'ada', name: '@Ada' } : 'system',
        source: '203.0.113.7',
        result: 'success',
        details: { n },
      });
    }
    expect(jsonOf(await audit({ limit: '100' })).events).toHaveLength(100);
    expect(deps.audit.events).toHaveLength(1_203);
    const { rows, headers } = fileOf(await audit({ action: 'USER_CHANGED', limit: '1' }, CSV));
    expect(rows).toHaveLength(402);
    expect(rows[1]?.slice(1, 7)).toEqual([
      'USER_CHANGED',
      'success',
      "'@Ada",
      'ada',
      '203.0.113.7',
      'n: 1200',
    ]);
    expect(headers['x-file-cut']).toBe('false');
    expect(deps.audit.events.at(-1)).toMatchObject({
      action: 'AUDIT_EXPORTED',
      actor: { userId: 'ada' },
      details: { events: 401, cut: false },
    });
  });
});

describe('a file of one answer', () => {
  async function* many(count: number) {
    for (let n = 0; n < count; n += 1) yield await Promise.resolve(['"quoted"', 'x'.repeat(90), String(n)]);
  }

  it('never outgrows what Lambda may answer, as JSON, and says that it was cut', async () => {
    const limits = { maxRows: 1e9, whatElse: 'Ask again.', maxBytes: 50_000 };
    const { csv, rows, cut } = await boundedCsv(['A', 'B', 'C'], many(1_000), limits);
    expect(cut).toBe(true);
    expect(rows).toBeGreaterThan(300);
    expect(Buffer.byteLength(JSON.stringify(csv))).toBeLessThanOrEqual(50_000);
    expect(csv.trimEnd().split('\r\n').at(-1)).toBe(
      'This file ends here although there is more. Ask again.,,',
    );
  });
});
