import { describe, expect, it } from 'vitest';
import { ConnectionSchema } from '#domain/connection/connection.ts';
import { aConnection, aRun } from '../../../support/builders.ts';

const DISCONNECT = {
  cause: 'disconnected-here',
  at: '2026-03-02T18:00:00.000Z',
  by: { userId: 'ada', name: 'User ada' },
} as const;
const STORED = {
  ...aConnection(),
  disconnect: DISCONNECT,
  run: aRun(),
  lastSync: { syncId: 'SYNC0', status: 'succeeded', finishedAt: '2026-03-01T18:00:00.000Z' },
  fullSyncDays: 7,
};
const { practice } = STORED;

describe('a stored connection', () => {
  it.each([1, 7])('is read whole, with %i days between full syncs', (fullSyncDays) => {
    expect(ConnectionSchema.parse({ ...STORED, fullSyncDays })).toEqual({ ...STORED, fullSyncDays });
  });

  it.each([
    ['a tenant without id', { practice: { ...practice, tenantId: '' } }],
    ['a connection without id', { practice: { ...practice, connectionId: '' } }],
    ['a practice whose name nobody asked for', { practice: { tenantId: 't', connectionId: 'c' } }],
    ['full syncs every day and more often', { fullSyncDays: 0 }],
    ['full syncs more rarely than weekly', { fullSyncDays: 8 }],
    ['a disconnect without a time', { disconnect: { cause: 'unexpected' } }],
    ['a last sync without an end', { lastSync: { syncId: 'SYNC0', status: 'succeeded' } }],
  ])('is refused with %s', (_what, changes) => {
    expect(ConnectionSchema.safeParse({ ...STORED, ...changes }).success).toBe(false);
  });
});
