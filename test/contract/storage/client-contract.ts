import { describe, expect, it } from 'vitest';
import type { ClientRepository, ClientQuery, StoredClient } from '#domain/client/ports.ts';
import type { Client } from '#domain/client/client.ts';
import { clientOf, contactOf, minutes, newFirm } from './samples.ts';

const CLAIM = { epoch: 1, fence: 1 };
const HASH = 'hash-1';

export function describeClients(makeSubject: () => Promise<ClientRepository>): void {
  const setup = async (...clients: Client[]) => {
    const repository = await makeSubject();
    const firmId = newFirm();
    for (const client of clients) await repository.putSynced(firmId, client, HASH, CLAIM);
    const names = async (query: Partial<ClientQuery> = {}) => {
      const { rows } = await repository.list({ firmId, status: 'current', limit: 50, ...query });
      return rows.map(({ name }) => name);
    };
    return { repository, firmId, names };
  };

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
      const { xpmUuid: _, ...byHand } = clientOf('Bare', { contacts: [] });
      const { repository, firmId } = await setup(full, byHand);
      expect(await repository.get(firmId, full.clientId)).toEqual(full);
      expect(await repository.get(firmId, byHand.clientId)).toEqual(byHand);
      expect(await repository.get(newFirm(), full.clientId)).toBeUndefined();
      expect(await repository.get(firmId, newFirm())).toBeUndefined();
    });

    it('may have very many contacts', async () => {
      const contacts = Array.from({ length: 2_500 }, (_, n) =>
        contactOf(`Person ${String(n)}`, {
          isPrimary: n === 1_700,
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
      const { email: _, ...after } = { ...before, name: 'After', contacts: [] };
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
      await repository.archiveSynced(firmId, newFirm(), CLAIM, minutes(5));
      expect(await names({ status: 'archived' })).toEqual([]);
    });
  });

  describe('the list', () => {
    it('is ordered by normalised name', async () => {
      const { names } = await setup(
        ...['acme farms', 'Zebra', 'Acme', 'Äcme B', 'acme', '#1 Builders', 'beta', 'Ācme!'].map((name) =>
          clientOf(name),
        ),
      );
      const found = await names();
      expect(found.map((name) => name.toLowerCase())).toEqual([
        '#1 builders',
        'acme',
        'acme',
        'äcme b',
        'acme farms',
        'ācme!',
        'beta',
        'zebra',
      ]);
    });

    it('shows a row', async () => {
      const primary = contactOf('Second', {
        isPrimary: true,
        email: 's@example.com',
        mobile: '021',
        position: 'CFO',
      });
      const client = clientOf('Row', {
        email: 'r@example.com',
        phone: '09 1',
        webUrl: 'https://x.example/1',
      });
      const { repository, firmId } = await setup({ ...client, contacts: [contactOf('First'), primary] });
      const { rows, cursor } = await repository.list({ firmId, status: 'current', limit: 1 });
      expect(cursor).toBeUndefined();
      expect(rows).toEqual([
        {
          clientId: client.clientId,
          xpmUuid: client.xpmUuid,
          name: 'Row',
          status: 'client',
          email: 'r@example.com',
          phone: '09 1',
          webUrl: 'https://x.example/1',
          primaryContact: { name: 'Second', email: 's@example.com', mobile: '021' },
        },
      ]);
    });

    it('pages without gap or repetition, also through namesakes and searches', async () => {
      const clients = Array.from({ length: 23 }, (_, n) =>
        clientOf(n % 3 === 0 ? 'Same' : `Name ${String(n % 7)}`, {
          status: n % 2 === 0 ? 'client' : 'prospect',
        }),
      );
      const { repository, firmId, names } = await setup(...clients);
      for (const filter of [{}, { search: 'e' }, { status: 'prospect' as const }]) {
        const all = await names(filter);
        for (const limit of [1, 5, all.length]) {
          const found: string[] = [];
          let cursor: string | undefined;
          let pages = 0;
          do {
            const page = await repository.list({
              firmId,
              status: 'current',
              ...filter,
              limit,
              ...(cursor && { cursor }),
            });
            found.push(...page.rows.map(({ name, clientId }) => name + clientId));
            cursor = page.cursor;
            pages += 1;
          } while (cursor !== undefined && pages < 50);
          expect(found.map((row) => row.slice(0, -36))).toEqual(all);
          expect(new Set(found).size).toBe(all.length);
          expect(pages).toBe(Math.ceil(all.length / limit));
        }
      }
    });

    it('searches names, the primary contact and e-mail addresses, and no two of them at once', async () => {
      const { names } = await setup(
        clientOf('Harbour Lights', { email: 'Office@Harbour.example', contacts: [] }),
        clientOf('Crème Brûlée Ltd', {
          contacts: [
            contactOf('Hemi Walker', { isPrimary: true, email: 'hemi@a.example' }),
            contactOf('Tia Other', { email: 'tia@b.example' }),
          ],
        }),
      );
      const expected: [string, string[]][] = [
        ['lights', ['Harbour Lights']],
        ['  HARBOUR   li ', ['Harbour Lights']],
        ['office@harbour', ['Harbour Lights']],
        ['creme bru', ['Crème Brûlée Ltd']],
        ['walker', ['Crème Brûlée Ltd']],
        ['tia@b', ['Crème Brûlée Ltd']],
        ['.example', ['Crème Brûlée Ltd', 'Harbour Lights']],
        ['ltd hemi', []],
        ['tia other', []],
        ['nothing', []],
        [' ', ['Crème Brûlée Ltd', 'Harbour Lights']],
      ];
      for (const [search, found] of expected)
        expect([search, await names({ search })]).toEqual([search, found]);
    });

    it('filters by status and gap', async () => {
      const { names } = await setup(
        clientOf('Client'),
        clientOf('Prospect', { status: 'prospect', contacts: [] }),
        clientOf('Silent', { contacts: [contactOf('No Mail', { isPrimary: true })] }),
      );
      expect(await names({ status: 'client' })).toEqual(['Client', 'Silent']);
      expect(await names({ status: 'prospect' })).toEqual(['Prospect']);
      expect(await names({ gap: 'NO_PRIMARY_CONTACT' })).toEqual(['Prospect']);
      expect(await names({ gap: 'NO_EMAIL', search: 'sil', status: 'client' })).toEqual(['Silent']);
    });

    it('holds names as long as they come', async () => {
      const long = ['x'.repeat(500), '\u{1F600}'.repeat(250), '\uFDFA'.repeat(500), '\u0301'];
      const { names } = await setup(...long.map((name) => clientOf(name)));
      expect((await names()).sort()).toEqual([...long].sort());
    });

    it('refuses cursors of another firm, another list and nobody', async () => {
      const { repository, firmId } = await setup(clientOf('A'), clientOf('B'), clientOf('C'));
      const first = await repository.list({ firmId, status: 'current', limit: 1 });
      const cursor = first.cursor ?? '';
      expect(cursor).not.toBe('');
      const refused = { kind: 'invalid', code: 'CURSOR_INVALID' };
      const list = (changes: Partial<ClientQuery>) =>
        repository.list({ firmId, status: 'current', limit: 1, cursor, ...changes });
      expect((await list({})).rows.map(({ name }) => name)).toEqual(['B']);
      await expect(list({ firmId: newFirm() })).rejects.toMatchObject(refused);
      await expect(list({ status: 'archived' })).rejects.toMatchObject(refused);
      await expect(list({ search: 'b' })).rejects.toMatchObject(refused);
      const own = Buffer.from(cursor, 'base64url').toString();
      const forged = [
        '{}',
        own.slice(0, -2),
        own.replace(/\[[^[]*\]\]$/, '[1]]'),
        own.replace(/\[[^[]*\]\]$/, '["",""]]'),
      ];
      for (const text of [...forged, 'null']) {
        const made = Buffer.from(text).toString('base64url');
        await expect(list({ cursor: made }), text).rejects.toMatchObject(refused);
      }
      for (const text of ['', '!', 'a'.repeat(5_000)]) {
        await expect(list({ cursor: text }), text).rejects.toMatchObject(refused);
      }
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
      const { xpmUuid: _, ...byHand } = clientOf('By hand');
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
