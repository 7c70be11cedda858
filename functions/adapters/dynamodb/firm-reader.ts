import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { FirmReader } from '#domain/firm/ports.ts';
import { SyncIssueSchema } from '#domain/sync/sync.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { firmPartition } from './keys.ts';
import { getPacked } from './packed-items.ts';
import { Table, type Item } from './table.ts';

/** A page is one answer of a function, of 6 MB at most; 200 issues of a sync are the largest record. */
const ITEMS = 50;
const PlaceSchema = z.tuple([z.string().min(1).max(1_024)]);
const KeySchema = z.object({ pk: z.string(), sk: z.string() });
const IssuesSchema = z.array(SyncIssueSchema);

/** Kinds of records, as their sort keys begin. */
const EXPORTED = ['FIRM', 'USER', 'CLIENT', 'SYNC', 'ISSUES', 'DUPLICATE', 'DISMISSED'];
/** How the table finds and keeps things. */
const INTERNAL = new Set([
  'pk',
  'sk',
  'listPk',
  'listSk',
  'duePk',
  'dueAt',
  'search',
  'expiresAt',
  'packed',
  'rests',
]);

export class DynamoFirmReader implements FirmReader {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async page(
    firmId: string,
    cursor: string | undefined,
  ): Promise<{ records: Record<string, unknown>[]; cursor?: string }> {
    const pk = firmPartition(firmId);
    const scope = `export ${firmId}`;
    const { items, next } = await this.table.query({
      keys: { test: '#pk = :pk', values: { ':pk': pk } },
      limit: ITEMS,
      from: cursor === undefined ? undefined : { pk, sk: decodeCursor(scope, cursor, PlaceSchema)[0] },
    });
    const records: Record<string, unknown>[] = [];
    for (const item of items) {
      const key = KeySchema.parse(item);
      const [kind = '', ...ids] = key.sk.split('#');
      if (!EXPORTED.includes(kind)) continue;
      const packed = kind === 'ISSUES' ? await this.issues(key, item) : {};
      records.push({ kind, id: ids.join('#'), ...visible(item), ...packed });
    }
    return next === undefined
      ? { records }
      : { records, cursor: encodeCursor(scope, [KeySchema.parse(next).sk]) };
  }

  private async issues(key: z.infer<typeof KeySchema>, head: Item) {
    return { issues: await getPacked(this.table, key, head, IssuesSchema) };
  }
}

function visible(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !INTERNAL.has(name)));
}
