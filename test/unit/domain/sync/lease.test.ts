import { describe, expect, it } from 'vitest';
import { LeaseLostError } from '#domain/sync/errors.ts';
import { mustHaveTime, ownConnection } from '#domain/sync/lease.ts';
import { aConnection, FIRM_ID } from '../../../support/builders.ts';
import { FakeClock } from '../../../support/fakes/system.ts';

const CLAIM = { firmId: FIRM_ID, syncId: 'SYNC1', epoch: 1, fence: 1 };

describe('a run', () => {
  it.each([
    ['there is no connection any more', undefined],
    ['the grant is gone', aConnection({ state: 'broken' })],
    ['somebody reconnected', aConnection({ epoch: 2 })],
    ['a newer run took over', aConnection({ fence: 2 })],
  ])('is over when %s', async (_why, connection) => {
    const connections = { get: () => Promise.resolve(connection) };
    await expect(ownConnection(connections, CLAIM)).rejects.toBeInstanceOf(LeaseLostError);
  });

  it('begins nothing in the last minute of its lease', () => {
    const clock = new FakeClock();
    const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    expect(() => {
      mustHaveTime(clock, inSeconds(60));
    }).not.toThrow();
    expect(() => {
      mustHaveTime(clock, inSeconds(59.999));
    }).toThrow(LeaseLostError);
  });
});
