import { expect, it } from 'vitest';
import type { TokenItemStore } from '#adapters/tokens/ports.ts';
import { minutes, newFirm, NOW } from './samples.ts';

const ITEM = { jwe: 'jwe-1', version: 700, expiresAt: minutes(30).toISOString() };
const NEXT = { jwe: 'jwe-2', expiresAt: minutes(60).toISOString() };

export function describeTokenItems(makeSubject: () => Promise<TokenItemStore>): void {
  const setup = async () => {
    const [store, firmId] = [await makeSubject(), newFirm()];
    await store.create(firmId, ITEM);
    return { store, firmId };
  };

  it('keeps one item per firm', async () => {
    const { store, firmId } = await setup();
    expect(await store.load(firmId)).toEqual(ITEM);
    expect(await store.load(newFirm())).toBeUndefined();
  });

  it('lets one owner refresh at a time, the same one repeatedly, until the lock is over', async () => {
    const { store, firmId } = await setup();
    const lock = (owner: string, now = NOW, version = 700) =>
      store.lockRefresh(firmId, version, owner, new Date(now.getTime() + 60_000), now);
    const owners = Array.from({ length: 12 }, (_, n) => `owner-${String(n)}`);
    const won = await Promise.all(owners.map((owner) => lock(owner)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const winner = owners[won.indexOf(true)] ?? '';
    expect(await store.load(firmId)).toEqual({
      ...ITEM,
      lockOwner: winner,
      lockUntil: minutes(1).toISOString(),
    });
    expect(await lock(winner)).toBe(true);
    expect(await lock('late', minutes(1), 699)).toBe(false);
    expect(await lock('late', new Date(minutes(1).getTime() - 1))).toBe(false);
    expect(await lock('late', minutes(1))).toBe(true);
    expect(await store.lockRefresh(newFirm(), 700, 'x', minutes(1), NOW)).toBe(false);
  });

  it('unlocks for its owner alone', async () => {
    const { store, firmId } = await setup();
    await store.lockRefresh(firmId, 700, 'a', minutes(1), NOW);
    await store.unlock(firmId, 'b');
    expect((await store.load(firmId))?.lockOwner).toBe('a');
    await store.unlock(firmId, 'a');
    await store.unlock(newFirm(), 'a');
    expect(await store.load(firmId)).toEqual(ITEM);
  });

  it('replaces for whoever holds the lock of that version, once', async () => {
    const { store, firmId } = await setup();
    expect(await store.replace(firmId, 700, 'a', NEXT)).toBe(false);
    await store.lockRefresh(firmId, 700, 'a', minutes(1), NOW);
    expect(await store.replace(firmId, 700, 'b', NEXT)).toBe(false);
    expect(await store.replace(firmId, 699, 'a', NEXT)).toBe(false);
    expect(await store.replace(firmId, 700, 'a', NEXT)).toBe(true);
    expect(await store.load(firmId)).toEqual({ ...NEXT, version: 701 });
    expect(await store.replace(firmId, 700, 'a', NEXT)).toBe(false);
    expect(await store.replace(newFirm(), 700, 'a', NEXT)).toBe(false);
  });

  it('starts anew over an old item, lock included', async () => {
    const { store, firmId } = await setup();
    await store.lockRefresh(firmId, 700, 'a', minutes(1), NOW);
    await store.create(firmId, { ...ITEM, version: 5 });
    expect(await store.load(firmId)).toEqual({ ...ITEM, version: 5 });
  });

  it('destroys the version it is asked to, and no other', async () => {
    const { store, firmId } = await setup();
    expect(await store.destroy(firmId, 699)).toBe(false);
    expect(await store.load(firmId)).toEqual(ITEM);
    expect(await store.destroy(firmId, 700)).toBe(true);
    expect(await store.load(firmId)).toBeUndefined();
    expect(await store.destroy(firmId, 700)).toBe(true);
  });
}
