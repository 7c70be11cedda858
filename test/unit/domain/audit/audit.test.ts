import { describe, expect, it } from 'vitest';
import { AuditActionSchema, type AuditEvent, AuditEventSchema } from '#domain/audit/audit.ts';
import { exportAudit } from '#domain/audit/export-audit.ts';
import type { AuditEntry, AuditReader } from '#domain/audit/ports.ts';
import { FIRM_ID } from '../../../support/builders.ts';

const event: AuditEvent = {
  firmId: FIRM_ID,
  at: '2026-03-02T18:00:00.000Z',
  action: 'CLIENT_ADDED',
  actor: { userId: 'ada', name: 'Ada' },
  source: '203.0.113.7',
  result: 'success',
  details: { clientId: 'c', count: 2, first: true, none: null },
};
const entry: AuditEntry = { ...event, auditId: 'A1' };

describe('an event of the audit', () => {
  it('keeps its name for good, so that old entries stay readable', () => {
    expect(AuditActionSchema.options).toEqual(
      [
        'SIGNED_IN ACCESS_REFUSED',
        'FIRM_CREATED SEATS_CHANGED FIRM_CHANGED FIRM_EXPORTED FIRM_ERASED',
        'CONNECT_STARTED CONNECT_COMPLETED CONNECT_REFUSED DISCONNECTED CONNECTION_LOST',
        'SYNC_REQUESTED SYNC_STARTED SYNC_ENDED REMOVALS_HELD REMOVALS_APPROVED',
        'MFA_ENABLED MFA_DISABLED MFA_RESET MFA_REMINDED',
        'USER_INVITED USER_REINVITED USER_CHANGED USER_REMOVED',
        'CLIENT_ADDED CLIENT_CHANGED CLIENT_ARCHIVED CLIENT_RESTORED CLIENTS_IMPORTED CLIENTS_EXPORTED',
        'SYNCS_EXPORTED SYNC_ISSUES_EXPORTED AUDIT_EXPORTED',
        'DUPLICATE_LINKED DUPLICATE_KEPT_APART DUPLICATE_UNDONE',
      ].flatMap((names) => names.split(' ')),
    );
  });

  it.each([
    ['of a person', event],
    ['of the system, that failed', { ...event, actor: 'system', result: 'failure', details: {} }],
  ])('is stored as it is: %s', (_what, stored) => {
    expect(AuditEventSchema.parse(stored)).toStrictEqual(stored);
  });

  it.each([
    ['an unknown actor', { actor: 'somebody' }],
    ['an actor without a name', { actor: { userId: 'ada' } }],
    ['an unknown result', { result: '' }],
    ['data in its details', { details: { client: { name: 'Kea' } } }],
  ])('is refused with %s', (_what, change) => {
    expect(AuditEventSchema.safeParse({ ...event, ...change }).success).toBe(false);
  });
});

describe('the file of the audit', () => {
  const rowsOf = (csv: string) =>
    csv
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n');
  const filter = { action: 'CLIENT_ADDED' as const };

  it('has a row for each event, and reads 500 at a time until there are no more', async () => {
    const asked: unknown[] = [];
    const pages = [
      { events: [entry], cursor: 'a' },
      { events: [], cursor: 'b' },
      { events: [{ ...entry, auditId: 'A0', actor: 'system' as const, details: {} }] },
    ];
    const reader: AuditReader = {
      list: (...of) => {
        asked.push(of);
        return Promise.resolve(pages[asked.length - 1] ?? { events: [] });
      },
    };
    const { csv, rows, cut } = await exportAudit(reader, FIRM_ID, filter);
    expect(rowsOf(csv)).toEqual([
      'When,Action,Result,Who,User id,Source,Details,Id',
      '2026-03-02T18:00:00.000Z,CLIENT_ADDED,success,Ada,ada,203.0.113.7,clientId: c; count: 2; first: true; none: null,A1',
      '2026-03-02T18:00:00.000Z,CLIENT_ADDED,success,system,,203.0.113.7,,A0',
    ]);
    expect([rows, cut]).toEqual([2, false]);
    expect(asked).toEqual([undefined, 'a', 'b'].map((cursor) => [FIRM_ID, filter, { limit: 500, cursor }]));
  });

  it('that is too large says how to get the rest', async () => {
    const large = { ...entry, details: { text: 'x'.repeat(5_000) } };
    const reader = {
      list: () => Promise.resolve({ events: Array<AuditEntry>(500).fill(large), cursor: 'more' }),
    };
    const { csv, cut } = await exportAudit(reader, FIRM_ID, {});
    expect(cut).toBe(true);
    expect(rowsOf(csv).at(-1)).toBe(
      'This file ends here although there is more. Ask for the rest with `to` set to the time in the row above.,,,,,,,',
    );
  });
});
