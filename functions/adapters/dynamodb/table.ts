import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';

export type Item = Record<string, unknown>;

/** `test` writes every attribute as `#name`; the names are filled in from there. */
export interface Condition {
  test: string;
  values?: Item;
}

export interface Change {
  /** Path (`run.phase`) to value; undefined values are left alone. */
  set?: Item;
  /** Counters that go up by one, from 0. */
  raise?: string[];
  /** Set only where nothing is yet. */
  keep?: Item;
  remove?: string[];
}

export type Written =
  /** `item` as it is after an update, and as it was before a delete. */
  | { met: true; item: Item | undefined }
  /** `existed`: there was an item, and it did not meet the condition. */
  | { met: false; existed: boolean };

export interface Query {
  index?: string;
  keys: Condition;
  filter?: Condition;
  attributes?: readonly string[];
  limit?: number | undefined;
  from?: Item | undefined;
  newestFirst?: boolean;
  /** Sees every write that has ended; twice the price, and never on an index. */
  consistent?: boolean;
}

export interface Page {
  items: Item[];
  next?: Item;
}

/** One table, with the few operations that the repositories are made of. */
export class Table {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    readonly name: string,
  ) {}

  /** Strongly consistent. */
  async get(key: Key): Promise<Item | undefined> {
    const input = { TableName: this.name, Key: { ...key }, ConsistentRead: true };
    return (await this.client.send(new GetCommand(input))).Item;
  }

  put(item: Item & Key, condition?: Condition): Promise<Written> {
    return outcome(async () => {
      await this.client.send(new PutCommand({ TableName: this.name, Item: item, ...conditional(condition) }));
      return undefined;
    });
  }

  update(key: Key, change: Change, condition?: Condition): Promise<Written> {
    const { expression, values } = updateOf(change);
    const all = { ...values, ...condition?.values };
    return outcome(async () => {
      const input = {
        TableName: this.name,
        Key: { ...key },
        UpdateExpression: expression,
        ...(condition && {
          ConditionExpression: condition.test,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
        }),
        ExpressionAttributeNames: namesIn(`${expression} ${condition?.test ?? ''}`),
        ...(Object.keys(all).length > 0 && { ExpressionAttributeValues: all }),
        ReturnValues: 'ALL_NEW' as const,
      };
      return (await this.client.send(new UpdateCommand(input))).Attributes;
    });
  }

  delete(key: Key, condition?: Condition): Promise<Written> {
    return outcome(async () => {
      const input = { TableName: this.name, Key: { ...key }, ReturnValues: 'ALL_OLD' as const };
      return (await this.client.send(new DeleteCommand({ ...input, ...conditional(condition) }))).Attributes;
    });
  }

  async query(query: Query): Promise<Page> {
    const { Items, LastEvaluatedKey } = await this.client.send(new QueryCommand(this.queryInput(query)));
    return { items: Items ?? [], ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
  }

  /** Page by page until nothing is left. */
  async *pages(query: Query): AsyncGenerator<Item[], void, undefined> {
    let from = query.from;
    do {
      const page = await this.query({ ...query, from });
      yield page.items;
      from = page.next;
    } while (from !== undefined);
  }

  /** How many items the query finds; nothing of them is sent. */
  async count(query: Query): Promise<number> {
    let found = 0;
    let from: Item | undefined;
    do {
      const input = { ...this.queryInput({ ...query, from }), Select: 'COUNT' as const };
      const { Count, LastEvaluatedKey } = await this.client.send(new QueryCommand(input));
      found += Count ?? 0;
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  }

  private queryInput({ index, keys, filter, attributes, limit, from, newestFirst, consistent }: Query) {
    const projection = attributes?.map((name) => `#${name}`).join(', ');
    return {
      TableName: this.name,
      ...(index !== undefined && { IndexName: index }),
      KeyConditionExpression: keys.test,
      ...(filter && { FilterExpression: filter.test }),
      ...(projection !== undefined && { ProjectionExpression: projection }),
      ExpressionAttributeNames: namesIn(`${keys.test} ${filter?.test ?? ''} ${projection ?? ''}`),
      ExpressionAttributeValues: { ...keys.values, ...filter?.values },
      ...(limit !== undefined && { Limit: limit }),
      ...(from && { ExclusiveStartKey: from }),
      ...(newestFirst === true && { ScanIndexForward: false }),
      ...(consistent === true && { ConsistentRead: true }),
    };
  }
}

async function outcome(write: () => Promise<Item | undefined>): Promise<Written> {
  try {
    return { met: true, item: await write() };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { met: false, existed: error.Item !== undefined };
  }
}

function conditional(condition: Condition | undefined) {
  return (
    condition && {
      ConditionExpression: condition.test,
      ExpressionAttributeNames: namesIn(condition.test),
      ...(condition.values && { ExpressionAttributeValues: condition.values }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }
  );
}

function updateOf({ set = {}, raise = [], keep = {}, remove = [] }: Change) {
  const values: Item = {};
  const value = (name: string, given: unknown) => {
    const placeholder = `:set_${name.replaceAll('.', '_')}`;
    values[placeholder] = given;
    return placeholder;
  };
  const path = (name: string) => `#${name.replaceAll('.', '.#')}`;
  const sets = [
    ...Object.entries(set)
      .filter(([, given]) => given !== undefined)
      .map(([name, given]) => `${path(name)} = ${value(name, given)}`),
    ...Object.entries(keep).map(
      ([name, given]) => `${path(name)} = if_not_exists(${path(name)}, ${value(name, given)})`,
    ),
    ...raise.map(
      (name) => `${path(name)} = if_not_exists(${path(name)}, ${value('zero', 0)}) + ${value('one', 1)}`,
    ),
  ];
  const expression = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map(path).join(', ')}` : '',
  ];
  return { expression: expression.join(' ').trim(), values };
}

function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries(
    [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']),
  );
}
