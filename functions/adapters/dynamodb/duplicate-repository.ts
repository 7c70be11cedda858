import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DuplicateRecordSchema, type DuplicateRecord } from '#domain/duplicate/duplicate.ts';
import type { DuplicateQuery, DuplicateRepository } from '#domain/duplicate/ports.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { DUPLICATE, duplicateKey, firmPartition, type Key } from './keys.ts';
import { pack, unpack } from './packed.ts';
import { Table, type Item } from './table.ts';

const ItemSchema = DuplicateRecordSchema.omit({ before: true });
const PackedSchema = z.object({ before: z.instanceof(Uint8Array).optional() });
const BeforeSchema = DuplicateRecordSchema.shape.before.unwrap();
const PlaceSchema = z.tuple([z.string().min(1).max(100)]);
/** Everything but the client as it was, which may be hundreds of KB. */
const SHOWN = Object.keys(ItemSchema.shape);
/** Rows looked at by one query: the status is looked at afterwards. */
const STEP = 200;

/** One item each, ordered by id; those of a firm are a few hundred at most. */
export class DynamoDuplicateRepository implements DuplicateRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async record(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    const item = await itemOf(firmId, duplicate);
    const kept = await this.table.put(item, { test: 'attribute_not_exists(#pk)' });
    if (kept.met) return duplicate;
    return (await this.get(firmId, duplicate.duplicateId)) ?? duplicate;
  }

  async get(firmId: string, duplicateId: string): Promise<DuplicateRecord | undefined> {
    const item = await this.table.get(duplicateKey(firmId, duplicateId));
    return item && recordIn(item);
  }

  async save(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord | undefined> {
    const next = { ...duplicate, version: duplicate.version + 1 };
    const saved = await this.table.put(await itemOf(firmId, next), {
      test: '#version = :version',
      values: { ':version': duplicate.version },
    });
    return saved.met ? next : undefined;
  }

  async list(
    firmId: string,
    { status, limit, cursor }: DuplicateQuery,
  ): Promise<{ duplicates: Omit<DuplicateRecord, 'before'>[]; cursor?: string }> {
    const scope = `duplicates ${firmId} ${status}`;
    const place = cursor === undefined ? undefined : decodeCursor(scope, cursor, PlaceSchema);
    const duplicates: Omit<DuplicateRecord, 'before'>[] = [];
    const pages = this.table.pages({
      keys: {
        test: '#pk = :pk AND begins_with(#sk, :prefix)',
        values: { ':pk': firmPartition(firmId), ':prefix': DUPLICATE },
      },
      filter: { test: '#status = :status', values: { ':status': status } },
      attributes: SHOWN,
      limit: STEP,
      consistent: true,
      from: place && { ...duplicateKey(firmId, place[0]) },
    });
    for await (const items of pages) {
      duplicates.push(...items.map((item) => ItemSchema.parse(item)));
      if (duplicates.length > limit) break;
    }
    const shown = duplicates.slice(0, limit);
    const last = shown.at(-1);
    if (duplicates.length <= limit || last === undefined) return { duplicates: shown };
    return { duplicates: shown, cursor: encodeCursor(scope, [last.duplicateId]) };
  }
}

async function itemOf(firmId: string, { before, ...rest }: DuplicateRecord): Promise<Item & Key> {
  const packed = before === undefined ? {} : { before: await pack(before) };
  return { ...rest, ...packed, ...duplicateKey(firmId, rest.duplicateId) };
}

async function recordIn(item: Item): Promise<DuplicateRecord> {
  const { before } = PackedSchema.parse(item);
  const record = ItemSchema.parse(item);
  return before === undefined ? record : { ...record, before: await unpack(before, BeforeSchema) };
}
