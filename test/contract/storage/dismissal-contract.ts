import { expect, it } from 'vitest';
import type { DismissalRepository } from '#domain/notice/ports.ts';
import { newFirm } from './samples.ts';

export function describeDismissals(makeSubject: () => Promise<DismissalRepository>): void {
  const ids = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => `sync-finished:${String(from + n)}`);

  it('keeps what a user put away, once, and apart from everybody else', async () => {
    const [dismissals, firmId] = [await makeSubject(), newFirm()];
    expect(await dismissals.get(firmId, 'ada')).toEqual([]);
    for (const id of ['a:1', 'b:2', 'a:1']) await dismissals.add(firmId, 'ada', id);
    expect(await dismissals.get(firmId, 'ada')).toEqual(['a:1', 'b:2']);
    expect(await dismissals.get(firmId, 'ben')).toEqual([]);
    expect(await dismissals.get(newFirm(), 'ada')).toEqual([]);
  });

  it('keeps the newest 50', async () => {
    const [dismissals, firmId] = [await makeSubject(), newFirm()];
    for (const id of ids(0, 53)) await dismissals.add(firmId, 'ada', id);
    expect(await dismissals.get(firmId, 'ada')).toEqual(ids(3, 53));
  });

  it('loses nothing of what several tabs put away at once', async () => {
    const [dismissals, firmId] = [await makeSubject(), newFirm()];
    await Promise.all(ids(0, 12).map((id) => dismissals.add(firmId, 'ada', id)));
    expect((await dismissals.get(firmId, 'ada')).sort()).toEqual(ids(0, 12).sort());
  });
}
