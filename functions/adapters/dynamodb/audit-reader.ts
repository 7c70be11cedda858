import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AuditEventSchema } from '#domain/audit/audit.ts';
import type { AuditEntry, AuditFilter, AuditReader } from '#domain/audit/ports.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { firmIdFrom, firmPartition } from './keys.ts';
import { Table, type Condition, type Item } from './table.ts';

/** Events looked at by the queries of one page with a filter; the rest is the next page's. */
const STEPS = [200, 1_000, 1_000];
/** Before and after every time that an event can have. */
const BEGIN = '0';
const END = '~';

const KeySchema = z.object({ pk: z.string(), sk: z.string() });
const EventSchema = AuditEventSchema.extend({ action: z.string() });
const PlaceSchema = z.tuple([z.string().min(1).max(200)]);

export class DynamoAuditReader implements AuditReader {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, auditTable: string) {
    this.table = new Table(client, auditTable);
  }

  async list(
    firmId: string,
    filter: AuditFilter,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ events: AuditEntry[]; cursor?: string }> {
    const pk = firmPartition(firmId);
    const { action, actor, from, to } = filter;
    const bounds = { ':from': from?.toISOString() ?? BEGIN, ':to': to?.toISOString() ?? END };
    if (bounds[':from'] > bounds[':to']) return { events: [] };
    const scope = `audit ${JSON.stringify([pk, bounds, action, actor])}`;
    const wanted = wantedOf(filter);
    const found: Item[] = [];
    let place: Item | undefined =
      cursor === undefined ? undefined : { pk, sk: decodeCursor(scope, cursor, PlaceSchema)[0] };
    for (const step of wanted === undefined ? [limit + 1] : STEPS) {
      const page = await this.table.query({
        keys: { test: '#pk = :pk AND #sk BETWEEN :from AND :to', values: { ':pk': pk, ...bounds } },
        ...(wanted && { filter: wanted }),
        // One more than is shown tells whether anything follows.
        limit: step,
        newestFirst: true,
        from: place,
      });
      found.push(...page.items);
      place = page.next;
      if (found.length > limit || place === undefined) break;
    }
    const events = found.slice(0, limit).map(entryIn);
    const last = found.length > limit ? found[limit - 1] : place;
    return last === undefined
      ? { events }
      : { events, cursor: encodeCursor(scope, [KeySchema.parse(last).sk]) };
  }
}

function wantedOf({ action, actor }: AuditFilter): Condition | undefined {
  const tests = [
    ...(action === undefined ? [] : ['#action = :action']),
    ...(actor === undefined ? [] : ['(#actor = :actor OR #actor.#userId = :actor)']),
  ];
  if (tests.length === 0) return undefined;
  return {
    test: tests.join(' AND '),
    values: {
      ...(action === undefined ? {} : { ':action': action }),
      ...(actor === undefined ? {} : { ':actor': actor }),
    },
  };
}

function entryIn(item: Item): AuditEntry {
  const { pk, sk } = KeySchema.parse(item);
  return { ...EventSchema.parse({ ...item, firmId: firmIdFrom(pk) }), auditId: sk };
}
