import { describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import type { ClientRepository, Likeness } from '#domain/client/ports.ts';
import { CLAIM, HASH, setupClients } from './client-setup.ts';
import { clientOf, contactOf, minutes, newFirm, without } from './samples.ts';

async function collect<T>(found: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of found) all.push(each);
  return all;
}

export function describeClientLinks(makeSubject: () => Promise<ClientRepository>): void {
  const setup = setupClients(makeSubject);
  const linked = async () => {
    const [target, other] = [clientOf('Target'), clientOf('Other')];
    const world = await setup(target, other);
    expect(await world.repository.link(world.firmId, other.clientId, target.clientId, CLAIM)).toBe('written');
    return { ...world, target, other };
  };

  describe('an id that was linked', () => {
    it('answers the client that it was linked to, and is listed nowhere', async () => {
      const { repository, firmId, names, target, other } = await linked();
      expect(await repository.get(firmId, other.clientId)).toEqual(target);
      expect(await repository.held(firmId, other.clientId)).toEqual({
        kind: 'link',
        linkedTo: target.clientId,
      });
      expect([await names(), await names({ status: 'archived' })]).toEqual([['Target'], []]);
      expect(await collect<Client>(repository.all(firmId))).toEqual([target]);
      expect(await repository.countSynced(firmId)).toBe(1);
      expect(await repository.named(firmId, 'Other')).toEqual([]);
      expect(await collect<Likeness>(repository.likenesses(firmId, [other.clientId]))).toEqual([]);
    });

    it('is told to a sync, whichever way it asks', async () => {
      const { repository, firmId, target, other } = await linked();
      const link = { clientId: other.clientId, archived: false, linkedTo: target.clientId };
      const own = { clientId: target.clientId, xpmUuid: target.xpmUuid, archived: false, hash: HASH };
      const byId = (a: { clientId: string }, b: { clientId: string }) => (a.clientId < b.clientId ? -1 : 1);
      const wanted = [link, own].sort(byId);
      expect((await collect(repository.stored(firmId))).sort(byId)).toEqual(wanted);
      const ids = [target.clientId, other.clientId];
      expect((await repository.storedByIds(firmId, ids)).sort(byId)).toEqual(wanted);
    });

    it('is overwritten or archived by no sync, only by who decides', async () => {
      const { repository, firmId, target, other } = await linked();
      const { clientId } = other;
      const newer = { epoch: 1, fence: 9 };
      for (const over of ['own', 'by-hand'] as const) {
        expect(await repository.putSynced(firmId, other, HASH, newer, over)).toBe('moved');
      }
      expect(await repository.archiveSynced(firmId, clientId, newer, minutes(1))).toBe('moved');
      expect(await repository.archiveSynced(firmId, clientId, newer, minutes(1), other.xpmUuid)).toBe(
        'moved',
      );
      expect(await repository.get(firmId, clientId)).toEqual(target);
      expect(await repository.putDecided(firmId, other, 'h2', CLAIM)).toBe('written');
      expect(await repository.held(firmId, clientId)).toEqual({ kind: 'client', client: other, hash: 'h2' });
    });
  });

  describe('a client', () => {
    it('is what a sync overwrites if it has the same XPM id, or none and the sync knows that', async () => {
      const hand = without(clientOf('By hand'), 'xpmUuid');
      const { repository, firmId } = await setup();
      await repository.putByHand(firmId, hand, 0);
      const synced = clientOf('Synced', { clientId: hand.clientId });
      const put = (client: Client, over?: 'own' | 'by-hand') =>
        repository.putSynced(firmId, client, HASH, CLAIM, over);
      expect(await put(synced)).toBe('moved');
      expect(await repository.get(firmId, hand.clientId)).toEqual(hand);
      expect([await put(synced, 'by-hand'), await put(synced), await put(synced, 'by-hand')]).toEqual(
        Array(3).fill('written'),
      );
      const another = clientOf('Another', { clientId: hand.clientId });
      expect([await put(another), await put(another, 'by-hand')]).toEqual(['moved', 'moved']);
      expect(await repository.get(firmId, hand.clientId)).toEqual(synced);
    });

    it('is archived for whom it belongs to', async () => {
      const client = clientOf('Synced');
      const { repository, firmId } = await setup(client);
      const archive = (xpmUuid: string) =>
        repository.archiveSynced(firmId, client.clientId, CLAIM, minutes(1), xpmUuid);
      expect(await archive(newFirm())).toBe('moved');
      expect((await repository.get(firmId, client.clientId))?.status).toBe('client');
      expect(await archive(client.xpmUuid ?? '')).toBe('written');
    });

    it('is linked or decided about by nobody with an older claim', async () => {
      const client = clientOf('Synced');
      const { repository, firmId } = await setup();
      await repository.putSynced(firmId, client, HASH, { epoch: 2, fence: 5 });
      for (const claim of [
        { epoch: 2, fence: 4 },
        { epoch: 1, fence: 9 },
      ]) {
        expect(await repository.putDecided(firmId, client, undefined, claim)).toBe('stale');
        expect(await repository.link(firmId, client.clientId, newFirm(), claim)).toBe('stale');
        expect(await repository.putSynced(firmId, client, HASH, claim, 'by-hand')).toBe('stale');
      }
      expect(await repository.held(firmId, client.clientId)).toEqual({ kind: 'client', client, hash: HASH });
      expect(await repository.putDecided(firmId, client, undefined, { epoch: 2, fence: 5 })).toBe('written');
      expect(await repository.held(firmId, client.clientId)).toEqual({ kind: 'client', client });
    });
  });

  describe('likeness', () => {
    it('is name and every e-mail, of very many contacts as well', async () => {
      const contacts = Array.from({ length: 2_000 }, (_, n) =>
        contactOf(`P ${String(n)}`, { isPrimary: n === 3, email: `P${String(n)}@Example.com ` }),
      );
      const many = clientOf('Many', { email: 'Office@many.example', contacts });
      const bare = without(clientOf('Bare', { contacts: [], status: 'archived' }), 'xpmUuid');
      const { repository, firmId } = await setup(many, bare);
      const ids = [many.clientId, bare.clientId, newFirm()];
      const found = new Map(
        (await collect<Likeness>(repository.likenesses(firmId, ids))).map((each) => [each.clientId, each]),
      );
      expect(found.size).toBe(2);
      const { emails = [], ...rest } = found.get(many.clientId) ?? {};
      expect(rest).toEqual({
        clientId: many.clientId,
        xpmUuid: many.xpmUuid,
        name: 'Many',
        email: 'Office@many.example',
        status: 'client',
      });
      expect([
        emails.length,
        emails.includes('p1999@example.com'),
        emails.includes('p3@example.com'),
      ]).toEqual([2_001, true, true]);
      expect(found.get(bare.clientId)).toEqual({
        clientId: bare.clientId,
        name: 'Bare',
        status: 'archived',
        emails: [],
      });
    });

    it('finds namesakes, current and archived, and nobody whose name only begins alike', async () => {
      const long = 'x'.repeat(300);
      const { repository, firmId } = await setup(
        clientOf('Kea Farms'),
        clientOf('KÉA  farms', { status: 'archived' }),
        clientOf('Kea Farms Two'),
        clientOf(`${long} one`),
        clientOf(`${long} two`),
      );
      const named = async (name: string) => (await repository.named(firmId, name)).map((row) => row.name);
      expect((await named('kea farms')).sort()).toEqual(['KÉA  farms', 'Kea Farms'].sort());
      expect(await named(`${long} TWO`)).toEqual([`${long} two`]);
      expect(await repository.named(newFirm(), 'kea farms')).toEqual([]);
    });
  });
}
