import { describe, expect, it } from 'vitest';
import { ClientList } from '#adapters/dynamodb/client-list.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { Table, type Page, type Query } from '#adapters/dynamodb/table.ts';
import { RECORDS } from '../../support/tables.ts';
import { useDatabase } from './database.ts';
import { clientOf, contactOf, newFirm } from './samples.ts';

const CLAIM = { epoch: 1, fence: 1 };

describe('a firm whose clients fill more than one page of 1 MB', () => {
  const database = useDatabase();
  const COUNT = 450;

  it('is read to its end by everything that reads all of it', async () => {
    const table = await database.table(RECORDS);
    const repository = new DynamoClientRepository(database.client, table);
    const firmId = newFirm();
    const client = (n: number) =>
      clientOf(`${String(n).padStart(4, '0')} ${'long name '.repeat(48)}`, {
        webUrl: `https://example.com/${'x'.repeat(970)}`,
        contacts: [contactOf('Silent '.repeat(70), { isPrimary: true })],
      });
    for (let from = 0; from < COUNT; from += 25) {
      const batch = Array.from({ length: 25 }, (_, n) => client(from + n));
      await Promise.all(batch.map((each) => repository.putSynced(firmId, each, 'h', CLAIM)));
    }
    const stored = new Set<string>();
    for await (const { clientId } of repository.stored(firmId)) stored.add(clientId);
    expect(stored.size).toBe(COUNT);
    expect(await repository.countSynced(firmId)).toBe(COUNT);
    expect((await repository.gaps(firmId, 3)).counts.NO_EMAIL).toBe(COUNT);
    const all = await repository.list({ firmId, status: 'current', limit: COUNT });
    expect(all.rows.map(({ name }) => Number(name.slice(0, 4)))).toEqual(
      Array.from({ length: COUNT }, (_, n) => n),
    );
    expect(all).not.toHaveProperty('cursor');
    const found = await repository.list({ firmId, status: 'current', limit: 5, search: '0449 long' });
    expect(found.rows).toHaveLength(1);

    const first = await new Table(database.client, table).query({
      index: 'list-index',
      keys: { test: '#listPk = :pk', values: { ':pk': `FIRM#${firmId}#CURRENT` } },
    });
    expect(first.next, 'the test is about more than one page').toBeDefined();
  });

  it('is searched for a bounded time; the rest is behind the cursor', async () => {
    const queries: Query[] = [];
    class EndlessTable extends Table {
      override query(query: Query): Promise<Page> {
        queries.push(query);
        const listSk = `name ${String(queries.length)}`;
        return Promise.resolve({ items: [], next: { pk: 'p', sk: 'CLIENT#c-1', listPk: 'l', listSk } });
      }
    }
    const list = new ClientList(new EndlessTable(database.client, 'none'));
    const request = { firmId: newFirm(), status: 'current' as const, limit: 25, search: 'x' };
    const { rows, cursor } = await list.list(request);
    expect(rows).toEqual([]);
    expect(queries).toHaveLength(10);
    await list.list({ ...request, ...(cursor && { cursor }) });
    expect(queries[10]?.from).toMatchObject({ sk: 'CLIENT#c-1', listSk: 'name 10' });
  });
});
