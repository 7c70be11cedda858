import { describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import type { ClientEditLock, ClientRepository } from '#domain/client/ports.ts';
import { CLAIM, HASH, setupClients } from './client-setup.ts';
import { clientOf, minutes, newFirm, NOW, without } from './samples.ts';

export function describeClientEdits(makeSubject: () => Promise<ClientRepository>): void {
  const setup = setupClients(makeSubject);
  const allOf = async (repository: ClientRepository, firmId: string) => {
    const found: Client[] = [];
    for await (const client of repository.all(firmId)) found.push(client);
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  };

  describe('an edit by hand', () => {
    it('takes the hash away, so that the next full sync restores what XPM says', async () => {
      const client = clientOf('Synced', { phone: '1' });
      const { repository, firmId } = await setup(client);
      const edited = without({ ...client, name: 'Edited' }, 'phone');
      expect(await repository.putByHand(firmId, edited, 2)).toBe('written');
      expect(await repository.get(firmId, client.clientId)).toEqual(edited);
      expect(await repository.storedByIds(firmId, [client.clientId])).toEqual([
        { clientId: client.clientId, xpmUuid: client.xpmUuid, archived: false },
      ]);
    });

    it('keeps runs of its epoch and older ones out, and lets those of the next connection in', async () => {
      const client = clientOf('Synced');
      const { repository, firmId } = await setup(client);
      await repository.putByHand(firmId, { ...client, name: 'Edited' }, 2);
      const sync = (epoch: number) =>
        repository.putSynced(firmId, client, HASH, { epoch, fence: CLAIM.fence });
      expect(await sync(1)).toBe('stale');
      expect(await repository.archiveSynced(firmId, client.clientId, CLAIM, minutes(1))).toBe('stale');
      expect((await repository.get(firmId, client.clientId))?.name).toBe('Edited');
      expect(await sync(3)).toBe('written');
      expect((await repository.get(firmId, client.clientId))?.name).toBe('Synced');
    });

    it('is refused once a sync of a newer connection wrote the client, and can be repeated before', async () => {
      const client = clientOf('Synced');
      const { repository, firmId } = await setup();
      const edit = (epoch: number) => repository.putByHand(firmId, client, epoch);
      expect([await edit(0), await edit(0), await edit(4), await edit(4)]).toEqual(Array(4).fill('written'));
      await repository.putSynced(firmId, client, HASH, { epoch: 5, fence: 0 });
      expect(await edit(4)).toBe('stale');
      expect(await edit(5)).toBe('written');
    });

    it('moves a client between the lists', async () => {
      const client = clientOf('Moves');
      const { repository, firmId, names } = await setup(client);
      await repository.putByHand(firmId, { ...client, status: 'archived' }, 1);
      expect([await names(), await names({ status: 'archived' })]).toEqual([[], ['Moves']]);
      await repository.putByHand(firmId, { ...client, status: 'prospect' }, 1);
      expect([await names({ status: 'prospect' }), await names({ status: 'archived' })]).toEqual([
        ['Moves'],
        [],
      ]);
    });
  });

  describe('many new clients', () => {
    it('come at once, and are then like those that came one by one', async () => {
      const clients = Array.from({ length: 25 }, (_, n) =>
        without(clientOf(`Client ${String(n).padStart(2, '0')}`), 'xpmUuid'),
      );
      const { repository, firmId, names } = await setup();
      await repository.addByHand(firmId, clients, 3);
      expect(await allOf(repository, firmId)).toEqual(clients);
      expect(await names()).toEqual(clients.map(({ name }) => name));
      expect(await repository.putSynced(firmId, clients[0]!, HASH, { epoch: 3, fence: 0 })).toBe('written');
      expect(await repository.putSynced(firmId, clients[1]!, HASH, { epoch: 2, fence: 9 })).toBe('stale');
    });

    it('are 25 at most', async () => {
      const { repository, firmId } = await setup();
      const clients = Array.from({ length: 26 }, (_, n) => clientOf(String(n)));
      await expect(repository.addByHand(firmId, clients, 0)).rejects.toThrow();
      expect(await allOf(repository, firmId)).toEqual([]);
    });
  });

  it('reads all clients of a firm whole, archived ones included, and none of another', async () => {
    const clients = [clientOf('A'), clientOf('B', { status: 'archived', contacts: [] }), clientOf('C')];
    const { repository, firmId } = await setup(...clients);
    await repository.putSynced(newFirm(), clientOf('Elsewhere'), HASH, CLAIM);
    expect(await allOf(repository, firmId)).toEqual(clients);
  });
}

export function describeClientEditLock(makeSubject: () => Promise<ClientEditLock>): void {
  it('is one owner’s at a time in a firm, until it is given back or its time is over', async () => {
    const lock = await makeSubject();
    const firmId = newFirm();
    const acquire = (owner: string, at = NOW, firm = firmId) => lock.acquire(firm, owner, minutes(1, at), at);
    expect(await acquire('one')).toBe(true);
    expect(await acquire('two')).toBe(false);
    expect(await acquire('one')).toBe(true);
    expect(await acquire('two', NOW, newFirm())).toBe(true);
    await lock.release(firmId, 'two');
    expect(await acquire('two')).toBe(false);
    await lock.release(firmId, 'one');
    expect(await acquire('two')).toBe(true);
    expect(await acquire('one', minutes(0.9))).toBe(false);
    expect(await acquire('one', minutes(1))).toBe(true);
    await lock.release(firmId, 'two');
    expect(await acquire('two', minutes(1))).toBe(false);
    await lock.release(newFirm(), 'one');
  });

  it('is free as long as nobody could still be at it', async () => {
    const lock = await makeSubject();
    const firmId = newFirm();
    const isFree = (at = NOW) => lock.isFree(firmId, at);
    expect(await isFree()).toBe(true);
    await lock.acquire(newFirm(), 'one', minutes(1), NOW);
    expect(await isFree()).toBe(true);
    await lock.acquire(firmId, 'one', minutes(1), NOW);
    expect([await isFree(), await isFree(minutes(0.9)), await isFree(minutes(1))]).toEqual([
      false,
      false,
      true,
    ]);
    await lock.release(firmId, 'two');
    expect(await isFree()).toBe(false);
    await lock.release(firmId, 'one');
    expect(await isFree()).toBe(true);
  });

  it('has one winner among many', async () => {
    const lock = await makeSubject();
    const firmId = newFirm();
    const tries = Array.from({ length: 20 }, (_, n) =>
      lock.acquire(firmId, `owner-${String(n)}`, minutes(1), NOW),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
  });
}
