import { describe, expect, it } from 'vitest';
import { isFirstSyncAhead, isReconnect, shownState } from '../../../portal/src/connection/state.ts';
import { manageClientsSearch, syncsSearch } from '../../../portal/src/app/search.ts';
import { durationOf, isAtWork, percentOf } from '../../../portal/src/syncs/progress.ts';
import { changesOf, startOf } from '../../../portal/src/syncs/sync-words.ts';
import { changesInWords, durationInWords } from '../../../portal/src/text/syncs.ts';

const NO_COUNTS = {
  seen: 0,
  added: 0,
  updated: 0,
  restored: 0,
  unchanged: 0,
  archived: 0,
  skipped: 0,
  held: 0,
};

describe('what a sync changed, in words', () => {
  it('names each kind of change that there was, in a fixed order', () => {
    expect(changesInWords({ ...NO_COUNTS, held: 3, added: 1153, archived: 1 })).toBe(
      '1,153 added, 1 archived, 3 held',
    );
  });

  it('does not count what was only looked at', () => {
    expect(changesInWords({ ...NO_COUNTS, seen: 40, unchanged: 40 })).toBeUndefined();
  });

  it.each([
    ['running', 'Running now'],
    ['succeeded', 'Nothing changed'],
    ['failed', 'Nothing to count'],
  ] as const)('says of a sync without changes that is %s: %s', (status, words) => {
    expect(changesOf({ status, counts: NO_COUNTS, failure: null })).toBe(words);
  });

  it('names who started it, if somebody did', () => {
    expect(startOf({ trigger: 'manual', startedBy: { userId: 'u', name: 'Mere Tamihana' } })).toBe(
      'On demand, Mere Tamihana',
    );
    expect(startOf({ trigger: 'schedule', startedBy: null })).toBe('Schedule');
  });
});

describe('how long a sync took', () => {
  const startedAt = '2026-11-22T06:00:00.000Z';

  it('counts to its end, and to now while it runs', () => {
    expect(durationOf({ startedAt, finishedAt: '2026-11-22T06:00:44.000Z' }, 0)).toBe(44_000);
    expect(durationOf({ startedAt, finishedAt: null }, Date.parse('2026-11-22T06:00:05.000Z'))).toBe(5_000);
  });

  it.each([
    [-3_000, '0 s'],
    [44_400, '44 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [5_430_000, '1 h 31 min'],
  ])('%d ms reads %s', (milliseconds, words) => {
    expect(durationInWords(milliseconds)).toBe(words);
  });
});

describe('how far a sync is', () => {
  it('is unknown until the list was read, and when there is nothing to write', () => {
    expect(percentOf(null)).toBeUndefined();
    expect(percentOf({ written: 0 })).toBeUndefined();
    expect(percentOf({ written: 0, toWrite: 0 })).toBeUndefined();
  });

  it('is what was written of what there is to write, at most all of it', () => {
    expect(percentOf({ written: 250, toWrite: 1000 })).toBe(25);
    expect(percentOf({ written: 1001, toWrite: 1000 })).toBe(100);
  });

  it('is followed while it is queued, running or waiting', () => {
    const all = [
      'queued',
      'running',
      'waiting',
      'succeeded',
      'partial',
      'held',
      'failed',
      'interrupted',
    ] as const;
    expect(all.filter((status) => isAtWork({ status }))).toEqual(['queued', 'running', 'waiting']);
  });
});

describe('the state of the connection', () => {
  it('is syncing only while connected', () => {
    expect(shownState({ state: 'connected', currentSyncId: 'a' })).toBe('syncing');
    expect(shownState({ state: 'connected', currentSyncId: null })).toBe('connected');
    expect(shownState({ state: 'disconnected', currentSyncId: 'a' })).toBe('disconnected');
  });

  it('has its first sync ahead until one has ended since it was made', () => {
    const connectedAt = '2026-03-02T18:00:00.000Z';
    const sync = (finishedAt: string) => ({ syncId: 's', status: 'failed', finishedAt });
    const ahead = (
      lastSync: ReturnType<typeof sync> | null,
      state: 'connected' | 'disconnected' = 'connected',
    ) => isFirstSyncAhead({ state, connectedAt, lastSync });
    expect(ahead(null)).toBe(true);
    expect(ahead(sync('2026-02-28T18:00:00.000Z'))).toBe(true);
    expect(ahead(sync('2026-03-02T18:00:09.000Z'))).toBe(false);
    expect(ahead(null, 'disconnected')).toBe(false);
  });

  it('can be had again once there was one', () => {
    expect(isReconnect({ state: 'never' })).toBe(false);
    expect(isReconnect({ state: 'disconnected' })).toBe(true);
    expect(isReconnect({ state: 'broken' })).toBe(true);
  });
});

describe('what stands in the address', () => {
  it('is taken as none when it is unknown', () => {
    expect(syncsSearch({ status: 'held', trigger: 'moon' })).toEqual({ status: 'held', trigger: undefined });
    expect(manageClientsSearch({ connection: 'expired', duplicates: 'gone' })).toEqual({
      connection: 'expired',
      duplicates: undefined,
    });
  });
});
