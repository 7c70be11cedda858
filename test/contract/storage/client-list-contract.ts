import { describe, expect, it } from 'vitest';
import type { ClientQuery, ClientRepository } from '#domain/client/ports.ts';
import { setupClients } from './client-setup.ts';
import { clientOf, contactOf, newFirm } from './samples.ts';

export function describeClientList(makeSubject: () => Promise<ClientRepository>): void {
  const setup = setupClients(makeSubject);

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
}
