import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sleep } from '../system/clock.ts';
import type { Key } from './keys.ts';
import type { Item } from './table.ts';

/** DynamoDB's limit of one BatchGetItem. */
const READ_AT_ONCE = 100;
const ATTEMPTS = 8;

/** Many items in few requests. What DynamoDB leaves undone is asked for again, a little later each time. */
export class Batches {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  /** Those of the keys that exist, in no order. */
  async read(keys: readonly Key[], attributes: readonly string[]): Promise<Item[]> {
    const found: Item[] = [];
    for (let start = 0; start < keys.length; start += READ_AT_ONCE) {
      found.push(...(await this.readOnce(keys.slice(start, start + READ_AT_ONCE), attributes)));
    }
    return found;
  }

  /** At most 25, without any condition. */
  async write(items: readonly Item[]): Promise<void> {
    let open = items.map((Item) => ({ PutRequest: { Item } }));
    await untilDone('unwritten', async () => {
      const request = { RequestItems: { [this.table]: open } };
      const { UnprocessedItems } = await this.client.send(new BatchWriteCommand(request));
      const left = UnprocessedItems?.[this.table] ?? [];
      open = left.flatMap(({ PutRequest }) =>
        PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
      );
      return open.length === 0;
    });
  }

  private async readOnce(keys: readonly Key[], attributes: readonly string[]): Promise<Item[]> {
    const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
    const projection = {
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: names,
    };
    const found: Item[] = [];
    let open: Item[] = keys.map((key) => ({ ...key }));
    await untilDone('unread', async () => {
      const request = { RequestItems: { [this.table]: { Keys: open, ...projection } } };
      const { Responses, UnprocessedKeys } = await this.client.send(new BatchGetCommand(request));
      found.push(...(Responses?.[this.table] ?? []));
      open = UnprocessedKeys?.[this.table]?.Keys ?? [];
      return open.length === 0;
    });
    return found;
  }
}

async function untilDone(left: string, step: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(50 * 2 ** attempt);
    if (await step()) return;
  }
  throw new Error(`DynamoDB left a part of a batch ${left}`);
}
