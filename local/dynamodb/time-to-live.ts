import { AwsError } from '../aws/service.ts';
import type { Item, Store } from './dynalite.ts';

type Document = Record<string, unknown>;
type Run = (operation: string, input: Document) => Promise<Document>;

const SWEEP_MS = 5 * 60_000;
/** AWS leaves alone what "expired" more than five years ago, to spare items with a number of another meaning. */
const OLDEST_SECONDS = 5 * 365 * 86_400;

/** What dynalite lacks: the TTL setting of a table, kept in the store, and the deletion of expired items. */
export class TimeToLive {
  readonly operations: Record<string, (input: Document) => Promise<Document>>;
  private readonly store: Store;
  private readonly now: () => number;
  private readonly run: Run;
  private readonly timer: NodeJS.Timeout;
  private readonly attributes = new Map<string, string>();
  private sweeping: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(store: Store, now: () => number, run: Run) {
    this.store = store;
    this.now = now;
    this.run = run;
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch(() => 0); // the next sweep finds what this one left
    }, SWEEP_MS);
    this.timer.unref();
    this.operations = {
      UpdateTimeToLive: (input) => this.update(input),
      DescribeTimeToLive: (input) => this.describe(String(input['TableName'])),
    };
  }

  async enable(table: string, attribute: string): Promise<void> {
    this.attributes.set(table, attribute);
    await this.store.db.put(`ttl~${table}`, attribute);
  }

  async sweep(): Promise<number> {
    let deleted = 0;
    for (const [table, attribute] of this.attributes) {
      let start: unknown;
      do {
        const page = await this.expired(table, attribute, start);
        for (const key of page.keys) deleted += await this.deleteExpired(table, attribute, key);
        start = page.next;
      } while (start !== undefined && !this.closed);
    }
    return deleted;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.sweeping;
  }

  private range(attribute: string): Document {
    const now = Math.floor(this.now() / 1000);
    return {
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: {
        ':oldest': { N: String(now - OLDEST_SECONDS) },
        ':now': { N: String(now) },
      },
    };
  }

  private async expired(
    table: string,
    attribute: string,
    start: unknown,
  ): Promise<{ keys: Item[]; next: unknown }> {
    const definition = await this.run('DescribeTable', { TableName: table });
    const { KeySchema } = definition['Table'] as { KeySchema: { AttributeName: string }[] };
    const page = await this.run('Scan', {
      TableName: table,
      FilterExpression: '#ttl BETWEEN :oldest AND :now',
      ...this.range(attribute),
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    const items = page['Items'] as Item[];
    const keys = items.map((item) =>
      Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}])),
    );
    return { keys, next: page['LastEvaluatedKey'] };
  }

  /** Conditional: the item may have been given more time since it was read. */
  private async deleteExpired(table: string, attribute: string, key: Item): Promise<number> {
    try {
      const condition = { ConditionExpression: '#ttl BETWEEN :oldest AND :now', ...this.range(attribute) };
      await this.run('DeleteItem', { TableName: table, Key: key, ...condition });
      return 1;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return 0;
      throw error;
    }
  }

  private async update(input: Document): Promise<Document> {
    const setting = (input['TimeToLiveSpecification'] ?? {}) as {
      Enabled?: unknown;
      AttributeName?: unknown;
    };
    const table = String(input['TableName']);
    if (typeof setting.AttributeName !== 'string' || setting.Enabled !== true) {
      throw new AwsError(
        'ValidationException',
        'The local DynamoDB can enable TTL on an attribute, nothing else',
      );
    }
    await this.run('DescribeTable', { TableName: table });
    await this.enable(table, setting.AttributeName);
    return { TimeToLiveSpecification: setting };
  }

  private async describe(table: string): Promise<Document> {
    await this.run('DescribeTable', { TableName: table });
    const attribute = this.attributes.get(table) ?? (await this.store.db.get(`ttl~${table}`));
    return {
      TimeToLiveDescription:
        attribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
    };
  }
}
