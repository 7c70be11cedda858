import { expect, it } from 'vitest';
import type { IdempotencyRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { newFirm } from './samples.ts';

const HOUR_MS = 60 * 60_000;

export function describeIdempotency(makeSubject: (clock: Clock) => Promise<IdempotencyRepository>): void {
  it('keeps the first result, and tells other requests apart', async () => {
    const [keys, firmId] = [await makeSubject(new FakeClock()), newFirm()];
    expect(await keys.find(firmId, 'k')).toBeUndefined();
    expect(await keys.remember(firmId, 'k', 'request', 's-1')).toEqual({ result: 's-1', sameRequest: true });
    expect(await keys.remember(firmId, 'k', 'request', 's-2')).toEqual({ result: 's-1', sameRequest: true });
    expect(await keys.remember(firmId, 'k', 'other', 's-3')).toEqual({ result: 's-1', sameRequest: false });
    expect(await keys.find(firmId, 'k')).toEqual({ result: 's-1', request: 'request' });
    expect(await keys.find(newFirm(), 'k')).toBeUndefined();
  });

  it('agrees on one result of many', async () => {
    const [keys, firmId] = [await makeSubject(new FakeClock()), newFirm()];
    const kept = await Promise.all(
      Array.from({ length: 12 }, (_, n) => keys.remember(firmId, 'k', 'request', `s-${String(n)}`)),
    );
    expect(new Set(kept.map(({ result }) => result)).size).toBe(1);
  });

  it('forgets after a day', async () => {
    const clock = new FakeClock();
    const [keys, firmId] = [await makeSubject(clock), newFirm()];
    await keys.remember(firmId, 'k', 'request', 's-1');
    clock.advance(23 * HOUR_MS);
    expect(await keys.find(firmId, 'k')).toBeDefined();
    clock.advance(HOUR_MS);
    expect(await keys.find(firmId, 'k')).toBeUndefined();
    expect(await keys.remember(firmId, 'k', 'request', 's-2')).toEqual({ result: 's-2', sameRequest: true });
  });

  it('takes keys of any length', async () => {
    const [keys, firmId] = [await makeSubject(new FakeClock()), newFirm()];
    await keys.remember(firmId, 'x'.repeat(8_000), 'request', 's-1');
    expect(await keys.find(firmId, 'x'.repeat(8_000))).toMatchObject({ result: 's-1' });
    expect(await keys.find(firmId, 'x'.repeat(7_999))).toBeUndefined();
  });
}
