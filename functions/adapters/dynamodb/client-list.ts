import * as z from 'zod';
import { normaliseName, type ClientGap } from '#domain/client/client.ts';
import type { ClientQuery, ClientRow } from '#domain/client/ports.ts';
import { ROW_ATTRIBUTES, rowIn } from './client-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { clientIdFrom, clientKey, LIST_INDEX, listPartition, listSortPrefix } from './keys.ts';
import type { Condition, Item, Query, Table } from './table.ts';

/** Ten full pages of 1 MB are more than 20,000 clients. */
const MAX_QUERIES = 10;
/** Namesakes of one list that anybody could tell apart. */
const MAX_NAMESAKES = 100;
/** Rows looked at by the first queries of a search: most searches end there. */
const SEARCH_STEPS = [250, 1_000];

/** Sort key and client id of the last row shown; where they are looked up is up to the request. */
const PlaceSchema = z.tuple([z.string().min(1).max(1_024), z.string().min(1).max(200)]);
const IndexKeySchema = z.object({ sk: z.string(), listSk: z.string() });

type Listed = { rows: ClientRow[]; cursor?: string };

/** Reads the list index: current or archived clients of one firm, ordered by normalised name. */
export class ClientList {
  constructor(private readonly table: Table) {}

  async list(query: ClientQuery): Promise<Listed> {
    const { firmId, limit, cursor } = query;
    const listPk = listPartition(firmId, query.status === 'archived');
    const filter = filterOf(query);
    const scope = JSON.stringify([listPk, filter?.values ?? null]);
    let from =
      cursor === undefined ? undefined : keyAt(firmId, listPk, ...decodeCursor(scope, cursor, PlaceSchema));
    const found: Item[] = [];
    for (let step = 0; step < MAX_QUERIES; step += 1) {
      const page = await this.table.query({
        ...inIndex(listPk, filter),
        attributes: [...ROW_ATTRIBUTES, 'listSk'],
        // One more than is shown tells whether anything follows.
        limit: filter ? SEARCH_STEPS[step] : limit + 1 - found.length,
        from,
      });
      found.push(...page.items);
      from = page.next;
      if (found.length > limit || from === undefined) break;
    }
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : from;
    const rows = shown.map(rowIn);
    return last === undefined ? { rows } : { rows, cursor: cursorAt(scope, last) };
  }

  countSynced(firmId: string): Promise<number> {
    return this.table.count(inIndex(listPartition(firmId, false), { test: 'attribute_exists(#xpmUuid)' }));
  }

  /** A query per list, each of one read unit at most. */
  async named(firmId: string, name: string): Promise<ClientRow[]> {
    const wanted = normaliseName(name);
    const keys = '#listPk = :listPk AND begins_with(#listSk, :prefix)';
    const pages = await Promise.all(
      [false, true].map((archived) =>
        this.table.query({
          index: LIST_INDEX,
          keys: {
            test: keys,
            values: { ':listPk': listPartition(firmId, archived), ':prefix': listSortPrefix(wanted) },
          },
          attributes: ROW_ATTRIBUTES,
          limit: MAX_NAMESAKES,
        }),
      ),
    );
    const rows = pages.flatMap(({ items }) => items.map(rowIn));
    return rows.filter((row) => normaliseName(row.name) === wanted);
  }

  async gaps(
    firmId: string,
    limit: number,
  ): Promise<{ rows: ClientRow[]; counts: Record<ClientGap, number> }> {
    const rows: ClientRow[] = [];
    const counts: Record<ClientGap, number> = { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 0 };
    const query = inIndex(listPartition(firmId, false), { test: 'attribute_exists(#gap)' });
    for await (const items of this.table.pages({ ...query, attributes: ROW_ATTRIBUTES })) {
      for (const row of items.map(rowIn)) {
        if (row.gap !== undefined) counts[row.gap] += 1;
        if (rows.length < limit) rows.push(row);
      }
    }
    return { rows, counts };
  }
}

function inIndex(listPk: string, filter: Condition | undefined): Query {
  const keys = { test: '#listPk = :listPk', values: { ':listPk': listPk } };
  return { index: LIST_INDEX, keys, ...(filter && { filter }) };
}

function filterOf({ search, status, gap }: ClientQuery): Condition | undefined {
  const wanted = normaliseName(search ?? '');
  const tests: string[] = [];
  const values: Item = {};
  if (wanted !== '') {
    tests.push('contains(#search, :search)');
    values[':search'] = wanted;
  }
  if (status === 'client' || status === 'prospect') {
    tests.push('#status = :status');
    values[':status'] = status;
  }
  if (gap !== undefined) {
    tests.push('#gap = :gap');
    values[':gap'] = gap;
  }
  return tests.length === 0 ? undefined : { test: tests.join(' AND '), values };
}

function keyAt(firmId: string, listPk: string, listSk: string, clientId: string): Item {
  return { ...clientKey(firmId, clientId), listPk, listSk };
}

function cursorAt(scope: string, item: Item): string {
  const { sk, listSk } = IndexKeySchema.parse(item);
  return encodeCursor(scope, [listSk, clientIdFrom(sk)]);
}
