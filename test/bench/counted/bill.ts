import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const UnitsSchema = z.object({ CapacityUnits: z.number() });
const ConsumedSchema = z.object({
  CapacityUnits: z.number(),
  GlobalSecondaryIndexes: z.record(z.string(), UnitsSchema).default({}),
});
const OutputSchema = z.object({
  ConsumedCapacity: z.union([z.array(ConsumedSchema), ConsumedSchema.transform((one) => [one])]).default([]),
});
const KeySchema = z.object({ sk: z.string() });
const InputSchema = z.object({
  Item: KeySchema.optional(),
  Key: KeySchema.optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(KeySchema) })).optional(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()).optional(),
});

export interface Entry {
  requests: number;
  /** Of the table and of its indexes. */
  table: number;
  indexes: number;
}

/** What AWS would charge: by kind of item (`CLIENT`, `PAGE`, `CONNECTION`, …), an index by its name. */
export interface Bill {
  writes: Map<string, Entry>;
  reads: Map<string, Entry>;
}

const WRITES = /^(Put|Update|Delete|BatchWrite)/;

/** Adds up what DynamoDB bills for all that the client sends while `work` runs. */
export async function billOf(client: DynamoDBDocumentClient, work: () => Promise<unknown>): Promise<Bill> {
  const bill: Bill = { writes: new Map(), reads: new Map() };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = InputSchema.parse(args.input);
      Object.assign(args.input, { ReturnConsumedCapacity: 'INDEXES' });
      const answer = await next(args);
      const { ConsumedCapacity } = OutputSchema.parse(answer.output);
      const side = WRITES.test(String(context.commandName)) ? bill.writes : bill.reads;
      const kind = kindOf(input);
      const entry = side.get(kind) ?? { requests: 0, table: 0, indexes: 0 };
      entry.requests += 1;
      for (const { CapacityUnits, GlobalSecondaryIndexes } of ConsumedCapacity) {
        const indexes = Object.values(GlobalSecondaryIndexes).reduce(
          (sum, one) => sum + one.CapacityUnits,
          0,
        );
        entry.indexes += indexes;
        entry.table += CapacityUnits - indexes;
      }
      side.set(kind, entry);
      return answer;
    },
    { step: 'initialize', name: 'bill', override: true },
  );
  try {
    await work();
  } finally {
    client.middlewareStack.remove('bill');
  }
  return bill;
}

function kindOf(input: z.infer<typeof InputSchema>): string {
  const { Item, Key, IndexName, RequestItems, ExpressionAttributeValues: values = {} } = input;
  const [batch] = Object.values(RequestItems ?? {}).flatMap(({ Keys }) => Keys);
  const prefix = values[':prefix'];
  const sk = (Item ?? Key ?? batch)?.sk ?? (typeof prefix === 'string' ? prefix : '');
  // An entry of the audit log is sorted by its time.
  return IndexName ?? (/^\d{4}-/.test(sk) ? 'AUDIT' : (sk.split('#')[0] ?? ''));
}

export const NOTHING: Entry = { requests: 0, table: 0, indexes: 0 };
export const ofKind = (side: ReadonlyMap<string, Entry>, kind: string): Entry => side.get(kind) ?? NOTHING;
export const units = (side: ReadonlyMap<string, Entry>): number =>
  [...side.values()].reduce((sum, { table, indexes }) => sum + table + indexes, 0);
