import { describe, expect, it } from 'vitest';
import { decideMode, planNextFull } from '#domain/sync/full-or-delta.ts';

const now = new Date('2026-03-10T06:05:00Z');
const settled = {
  watermark: '2026-03-09T18:00:00.000Z',
  nextFullAt: '2026-03-12T05:00:00.000Z',
  connectedAt: '2026-01-01T00:00:00.000Z',
  lastSync: { syncId: 's', status: 'succeeded', finishedAt: '2026-03-09T18:01:00.000Z' },
};
const decide = (over: Partial<Parameters<typeof decideMode>[0]> = {}) =>
  decideMode({
    trigger: 'schedule',
    requestedMode: 'auto',
    connection: settled,
    interrupted: false,
    now,
    ...over,
  });
const ended = (status: string) => ({ ...settled, lastSync: { ...settled.lastSync, status } });

describe('full or delta', () => {
  it('is a delta since the last start less ten minutes', () => {
    expect(decide()).toEqual({ mode: 'delta', modifiedSince: new Date('2026-03-09T17:50:00Z') });
    expect(decide({ connection: ended('partial') }).mode).toBe('delta');
  });

  it.each([
    ['asked for', { requestedMode: 'full' as const }],
    ['the last one failed', { connection: ended('failed') }],
    ['the last one was held', { connection: ended('held') }],
    ['the last one was interrupted', { connection: ended('interrupted') }],
    ['one was taken over', { interrupted: true }],
    ['due', { connection: { ...settled, nextFullAt: now.toISOString() } }],
  ])('is full when %s, and measures', (_, over) => {
    expect(decide(over)).toEqual({ mode: 'full', modifiedSince: new Date('2026-03-09T17:50:00Z') });
  });

  it.each([
    ['the first', { connection: { connectedAt: settled.connectedAt } }],
    ['the first after connecting', { trigger: 'first' as const }],
    ['reconnected since', { connection: { ...settled, connectedAt: '2026-03-09T20:00:00.000Z' } }],
  ])('is full without measuring when %s', (_, over) => {
    expect(decide(over)).toEqual({ mode: 'full', modifiedSince: null });
  });
});

describe('the next full sync', () => {
  const plan = (missedByDelta: number | null, fullSyncDays?: number, over = {}) =>
    planNextFull({ mode: 'full', missedByDelta, absenceCounts: true, fullSyncDays, startedAt: now, ...over });

  it.each([
    [0, undefined, 2],
    [0, 2, 4],
    [0, 4, 7],
    [0, 7, 7],
    [1, 7, 1],
    [null, undefined, 1],
    [null, 4, 4],
  ])('missed %s after %s days: in %i days', (missed, before, days) => {
    expect(plan(missed, before)).toEqual({
      fullSyncDays: days,
      nextFullAt: new Date(now.getTime() + days * 86_400_000 - 3_600_000),
    });
  });

  it('stays after a delta, and comes at once after something unidentified', () => {
    expect(plan(null, 4, { mode: 'delta' })).toBeUndefined();
    expect(plan(null, 4, { mode: 'delta', absenceCounts: false })).toEqual({
      nextFullAt: now,
      fullSyncDays: 4,
    });
  });
});
