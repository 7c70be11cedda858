import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { SyncPage, SyncRepository } from '#domain/sync/ports.ts';
import { SyncIssueSchema, SyncSchema, type Sync, type SyncIssue } from '#domain/sync/sync.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { firmPartition, issuesKey, issuesPrefix, SYNC, syncIdFrom, syncKey } from './keys.ts';
import { getPacked, putPacked } from './packed-items.ts';
import { Table, type Condition, type Item, type Query } from './table.ts';

interface PageRequest {
  limit: number;
  cursor?: string;
}

/** Syncs looked at by the queries of one page with a filter; the rest is the next page's. */
const SEARCH_STEPS = [100, 400, 500];

const SyncPlaceSchema = z.tuple([z.string().min(1).max(100)]);
/** Part, and how many of its issues were shown. */
const IssuePlaceSchema = z.tuple([z.number().int().min(0).max(9_999), z.number().int().min(0).max(100_000)]);
const IssuesSchema = z.array(SyncIssueSchema);
const KeySchema = z.object({ pk: z.string(), sk: z.string() });

export class DynamoSyncRepository implements SyncRepository {
  private readonly table: Table;

  constructor(
    client: DynamoDBDocumentClient,
    recordsTable: string,
    /** Told of every sync that was put; whoever only reads needs none. */
    private readonly onPut: (sync: Sync) => void = () => undefined,
  ) {
    this.table = new Table(client, recordsTable);
  }

  async put(firmId: string, sync: Sync): Promise<void> {
    await this.table.put({ ...sync, ...syncKey(firmId, sync.syncId) });
    this.onPut(sync);
  }

  async get(firmId: string, syncId: string): Promise<Sync | undefined> {
    const item = await this.table.get(syncKey(firmId, syncId));
    return item && SyncSchema.parse(item);
  }

  async list(firmId: string, page: SyncPage): Promise<{ syncs: Sync[]; cursor?: string }> {
    const { limit, cursor } = page;
    const filter = filterOf(page);
    const scope = JSON.stringify(['syncs', firmId, filter?.values ?? null]);
    const found: Item[] = [];
    let place: Item | undefined =
      cursor === undefined
        ? undefined
        : { ...syncKey(firmId, decodeCursor(scope, cursor, SyncPlaceSchema)[0]) };
    for (const step of filter === undefined ? [limit + 1] : SEARCH_STEPS) {
      const { items, next } = await this.table.query({
        ...beginningWith(firmId, SYNC),
        ...(filter && { filter }),
        // One more than is shown tells whether anything follows.
        limit: step,
        newestFirst: true,
        from: place,
      });
      found.push(...items);
      place = next;
      if (found.length > limit || place === undefined) break;
    }
    const syncs = found.slice(0, limit).map((item) => SyncSchema.parse(item));
    const last = found.length > limit ? found[limit - 1] : place;
    if (last === undefined) return { syncs };
    return { syncs, cursor: encodeCursor(scope, [syncIdFrom(KeySchema.parse(last).sk)]) };
  }

  async putIssues(firmId: string, syncId: string, part: number, issues: readonly SyncIssue[]): Promise<void> {
    await putPacked(this.table, issuesKey(firmId, syncId, part), issues, {});
    if (part === 0) await this.emptyLaterParts(firmId, syncId);
  }

  async issues(
    firmId: string,
    syncId: string,
    { limit, cursor }: PageRequest,
  ): Promise<{ issues: SyncIssue[]; cursor?: string }> {
    const scope = `issues ${firmId} ${syncId}`;
    const [firstPart, shown] = cursor === undefined ? [0, 0] : decodeCursor(scope, cursor, IssuePlaceSchema);
    const found: SyncIssue[] = [];
    for (let part = firstPart; ; part += 1) {
      const issues = await this.part(firmId, syncId, part);
      if (issues === undefined) return { issues: found };
      const from = part === firstPart ? shown : 0;
      const taken = issues.slice(from, from + limit - found.length);
      found.push(...taken);
      const next = from + taken.length;
      if (next < issues.length) return { issues: found, cursor: encodeCursor(scope, [part, next]) };
    }
  }

  private async part(firmId: string, syncId: string, part: number): Promise<SyncIssue[] | undefined> {
    const key = issuesKey(firmId, syncId, part);
    const head = await this.table.get(key);
    return head && getPacked(this.table, key, head, IssuesSchema);
  }

  /** An earlier attempt of the same sync may have found more. */
  private async emptyLaterParts(firmId: string, syncId: string): Promise<void> {
    const stored = { ...beginningWith(firmId, issuesPrefix(syncId)), attributes: ['pk', 'sk'] };
    for await (const items of this.table.pages(stored)) {
      for (const item of items) {
        const key = KeySchema.parse(item);
        if (key.sk !== issuesKey(firmId, syncId, 0).sk) await putPacked(this.table, key, [], {});
      }
    }
  }
}

function filterOf({ status, trigger }: SyncPage): Condition | undefined {
  const wanted = Object.entries({ status, trigger }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  if (wanted.length === 0) return undefined;
  return {
    test: wanted.map(({ name }) => `#${name} = :${name}`).join(' AND '),
    values: Object.fromEntries(wanted.map(({ name, value }) => [`:${name}`, value])),
  };
}

function beginningWith(firmId: string, prefix: string): Pick<Query, 'keys'> {
  return {
    keys: {
      test: '#pk = :pk AND begins_with(#sk, :prefix)',
      values: { ':pk': firmPartition(firmId), ':prefix': prefix },
    },
  };
}
