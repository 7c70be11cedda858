import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** DynamoDB's limit of one BatchWriteItem. */
const WRITTEN_AT_ONCE = 25;
const ATTEMPTS = 8;

export interface Copy {
  from: string;
  to: string;
  /** Only what lies in this firm's partition. */
  firmId?: string | undefined;
  /** Added to the epoch of connections, so that they are later than any client that is there. */
  raiseEpochs: number;
}

/** Copies items as they are over those of the same key; what else the target holds stays. Answers how many. */
export async function copyItems(client: DynamoDBClient, copy: Copy): Promise<number> {
  let copied = 0;
  for await (const { Items = [] } of pagesOf(client, copy)) {
    const items = Items.map((item) => raised(item, copy.raiseEpochs));
    for (let start = 0; start < items.length; start += WRITTEN_AT_ONCE) {
      await write(client, copy.to, items.slice(start, start + WRITTEN_AT_ONCE));
    }
    copied += items.length;
  }
  return copied;
}

function pagesOf(client: DynamoDBClient, { from, firmId }: Copy) {
  const input = { TableName: from, ConsistentRead: true };
  if (firmId === undefined) return paginateScan({ client }, input);
  return paginateQuery(
    { client },
    {
      ...input,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `FIRM#${firmId}` } },
    },
  );
}

function raised(item: Item, by: number): Item {
  const epoch = item['epoch']?.N;
  if (item['sk']?.S !== 'CONNECTION' || epoch === undefined) return item;
  return { ...item, epoch: { N: String(Number(epoch) + by) } };
}

async function write(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  let open = items.map((Item) => ({ PutRequest: { Item } }));
  for (let attempt = 0; attempt < ATTEMPTS && open.length > 0; attempt += 1) {
    if (attempt > 0) await setTimeout(50 * 2 ** attempt);
    const request = { RequestItems: { [table]: open } };
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand(request));
    open = (UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
    );
  }
  if (open.length > 0) throw new Error(`DynamoDB left ${String(open.length)} items unwritten. Run it again.`);
}
