import { describe, expect, it } from 'vitest';
import type { ClientRepository, StoredClient } from '#domain/client/ports.ts';
import { CLAIM, HASH, setupClients } from './client-setup.ts';
import { clientOf, contactOf, minutes, newFirm, without } from './samples.ts';

export function describeClients(makeSubject: () => Promise<ClientRepository>): void {
  const setup = setupClients(makeSubject);

  describe('a client', () => {
    it('comes back as it went in, contacts in their order', async () => {
      const full = clientOf('Harbour Lights', {
        status: 'prospect',
        email: 'Office@Example.com',
        address: '1 Quay Street\nAuckland',
        webUrl: 'https://practicemanager.xero.com/Client/1',
        contacts: [
          contactOf('First', { phone: '021 1' }),
          contactOf('Second', { isPrimary: true, salutation: 'Ms', position: 'CFO', mobile: '+64 21 000' }),
          contactOf('', { email: 'third@example.com' }),
        ],
      });
      const byHand = without(clientOf('Bare', { contacts: [] }), 'xpmUuid');
      const { repository, firmId } = await setup(full, byHand);
      expect(await repository.get(firmId, full.clientId)).toEqual(full);
      expect(await repository.get(firmId, byHand.clientId)).toEqual(byHand);
      expect(await repository.get(newFirm(), full.clientId)).toBeUndefined();
      expect(await repository.get(firmId, newFirm())).toBeUndefined();
    });

    it('may have very many contacts', async () => {
      const contacts = Array.from({ length: 5_000 }, (_, n) =>
        contactOf(`Person ${String(n)}`, {
          isPrimary: n === 3_700,
          email: `person-${String(n)}@example.com`,
        }),
      );
      const large = clientOf('Large', { contacts });
      const { repository, firmId } = await setup(large);
      expect(await repository.get(firmId, large.clientId)).toEqual(large);
    });

    it('loses what an overwrite no longer has', async () => {
      const before = clientOf('Before', { email: 'a@example.com', phone: '1' });
      const { repository, firmId, names } = await setup(before);
      const after = without({ ...before, name: 'After', contacts: [] }, 'email');
      expect(await repository.putSynced(firmId, after, 'hash-2', CLAIM)).toBe('written');
      expect(await repository.get(firmId, before.clientId)).toEqual(after);
      expect(await names()).toEqual(['After']);
    });
  });

  describe('fencing', () => {
    it('refuses claims older than the stored one, and takes equal and newer ones', async () => {
      const client = clientOf('Fenced');
      const { repository, firmId } = await setup();
      const put = (epoch: number, fence: number) =>
        repository.putSynced(firmId, client, HASH, { epoch, fence });
      expect(await put(2, 5)).toBe('written');
      expect(await put(2, 5)).toBe('written');
      expect(await put(2, 4)).toBe('stale');
      expect(await put(1, 9)).toBe('stale');
      expect(await put(2, 6)).toBe('written');
      expect(await put(3, 1)).toBe('written');
      expect(await put(2, 99)).toBe('stale');
    });

    it('holds for archiving, too', async () => {
      const client = clientOf('Fenced');
      const { repository, firmId } = await setup();
      const archive = (epoch: number, fence: number, clientId = client.clientId) =>
        repository.archiveSynced(firmId, clientId, { epoch, fence }, minutes(5));
      await repository.putSynced(firmId, client, HASH, { epoch: 2, fence: 5 });
      expect(await archive(2, 4)).toBe('stale');
      expect(await archive(1, 9)).toBe('stale');
      expect((await repository.get(firmId, client.clientId))?.status).toBe('client');
      expect(await archive(2, 7)).toBe('written');
      expect(await repository.putSynced(firmId, client, HASH, { epoch: 2, fence: 6 })).toBe('stale');
      expect(await archive(2, 7, newFirm())).toBe('written');
    });
  });

  describe('archiving', () => {
    it('keeps everything else, and moves the client to the archived list and back', async () => {
      const client = clientOf('Gone', { email: 'gone@example.com' });
      const { repository, firmId, names } = await setup(client, clientOf('Stays'));
      await repository.archiveSynced(firmId, client.clientId, CLAIM, minutes(5));
      expect(await repository.get(firmId, client.clientId)).toEqual({
        ...client,
        status: 'archived',
        updatedAt: minutes(5).toISOString(),
      });
      expect([await names(), await names({ status: 'archived' })]).toEqual([['Stays'], ['Gone']]);
      expect(await repository.storedByIds(firmId, [client.clientId])).toEqual([
        { clientId: client.clientId, xpmUuid: client.xpmUuid, archived: true, hash: HASH },
      ]);
      await repository.putSynced(firmId, client, HASH, CLAIM);
      expect([await names(), await names({ status: 'archived' })]).toEqual([['Gone', 'Stays'], []]);
    });

    it('leaves no trace of an unknown client', async () => {
      const { repository, firmId, names } = await setup();
      const unknown = newFirm();
      await repository.archiveSynced(firmId, unknown, CLAIM, minutes(5));
      expect(await repository.get(firmId, unknown)).toBeUndefined();
      expect(await repository.storedByIds(firmId, [unknown])).toEqual([]);
      expect(await names({ status: 'archived' })).toEqual([]);
    });
  });

  describe('what a sync compares with', () => {
    const collect = async (found: AsyncIterable<StoredClient>) => {
      const all: StoredClient[] = [];
      for await (const stored of found) all.push(stored);
      return all;
    };

    it('is every client of the firm, and of no other', async () => {
      const clients = Array.from({ length: 30 }, (_, n) => clientOf(`Client ${String(n)}`));
      const { repository, firmId } = await setup(...clients);
      await repository.putSynced(newFirm(), clientOf('Elsewhere'), HASH, CLAIM);
      const found = await collect(repository.stored(firmId));
      expect(found.map(({ clientId }) => clientId).sort()).toEqual(
        clients.map(({ clientId }) => clientId).sort(),
      );
      expect(found[0]).toMatchObject({ archived: false, hash: HASH });
      expect(await collect(repository.stored(newFirm()))).toEqual([]);
    });

    it('is found by ids: those that exist, each once', async () => {
      const clients = Array.from({ length: 130 }, (_, n) => clientOf(`Client ${String(n)}`));
      const { repository, firmId } = await setup(...clients);
      const ids = clients.map(({ clientId }) => clientId);
      const found = await repository.storedByIds(firmId, [...ids, ...ids.slice(0, 5), newFirm()]);
      expect(found.map(({ clientId }) => clientId).sort()).toEqual([...ids].sort());
      expect(await repository.storedByIds(firmId, [])).toEqual([]);
      expect(await repository.storedByIds(newFirm(), ids)).toEqual([]);
    });

    it('counts what is current and came from XPM', async () => {
      const byHand = without(clientOf('By hand'), 'xpmUuid');
      const gone = clientOf('Gone', { status: 'archived' });
      const { repository, firmId } = await setup(
        clientOf('A'),
        clientOf('B', { status: 'prospect' }),
        byHand,
        gone,
      );
      expect(await repository.countSynced(firmId)).toBe(2);
      expect(await repository.countSynced(newFirm())).toBe(0);
    });
  });

  it('lists current clients with gaps: a few rows, all counts', async () => {
    const { repository, firmId } = await setup(
      clientOf('D', { contacts: [] }),
      clientOf('B', { contacts: [contactOf('Silent', { isPrimary: true })] }),
      clientOf('A', { contacts: [] }),
      clientOf('C'),
      clientOf('E', { contacts: [], status: 'archived' }),
    );
    const { rows, counts } = await repository.gaps(firmId, 2);
    expect(rows.map(({ name, gap }) => [name, gap])).toEqual([
      ['A', 'NO_PRIMARY_CONTACT'],
      ['B', 'NO_EMAIL'],
    ]);
    expect(counts).toEqual({ NO_PRIMARY_CONTACT: 2, NO_EMAIL: 1 });
  });
}
