import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoDb } from '../../local/dynamodb/engine.ts';
import { startTestDynamoDb, type TestDynamoDb } from '../support/dynamodb.ts';

const hashKey = { AttributeName: 'pk', KeyType: 'HASH' };
const table = {
  TableName: 'Records',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [hashKey, { AttributeName: 'sk', KeyType: 'RANGE' }],
  AttributeDefinitions: ['pk', 'sk', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byName',
      KeySchema: [hashKey, { AttributeName: 'name', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status'] },
    },
  ],
};

describe('the local DynamoDB engine', () => {
  const clock = { now: Date.parse('2026-03-01T00:00:00Z') };
  let database: TestDynamoDb;
  let client: DynamoDBDocumentClient;
  beforeAll(async () => {
    database = await startTestDynamoDb({ now: () => clock.now });
    await database.createTable(table, 'expiresAt');
    client = database.documentClient();
  });
  afterAll(() => database.close());

  const put = (Item: Record<string, unknown>, more = {}) =>
    client.send(new PutCommand({ TableName: 'Records', Item, ...more }));
  const get = async (pk: string, sk: string) =>
    (await client.send(new GetCommand({ TableName: 'Records', Key: { pk, sk } }))).Item;
  const byName = (pk: string, more = {}) =>
    client.send(
      new QueryCommand({
        TableName: 'Records',
        IndexName: 'byName',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ...more,
      }),
    );

  it('stores, conditions and returns what stood in the way of a write', async () => {
    await put({ pk: 'cond', sk: '1', version: 3, tags: new Set(['a']), deep: { list: [1, { b: null }] } });
    const refused = await put(
      { pk: 'cond', sk: '1' },
      { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ Item: { pk: { S: 'cond' }, version: { N: '3' }, tags: { SS: ['a'] } } });
    const silent = await put(
      { pk: 'cond', sk: '1' },
      { ConditionExpression: 'version < :v', ExpressionAttributeValues: { ':v': 3 } },
    ).catch((error: unknown) => error);
    expect(silent).toBeInstanceOf(ConditionalCheckFailedException);
    expect(silent).toMatchObject({ Item: undefined });
    expect(await get('cond', '1')).toEqual({
      pk: 'cond',
      sk: '1',
      version: 3,
      tags: new Set(['a']),
      deep: { list: [1, { b: null }] },
    });
  });

  it('updates with every clause and gives one winner among 50 conditional writes', async () => {
    await put({ pk: 'upd', sk: '1', count: 1, old: true, list: ['a'] });
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: 'Records',
        Key: { pk: 'upd', sk: '1' },
        UpdateExpression:
          'SET #n = if_not_exists(#n, :name), #l = list_append(#l, :more) REMOVE #o ADD #c :two',
        ExpressionAttributeNames: { '#n': 'name', '#l': 'list', '#o': 'old', '#c': 'count' },
        ExpressionAttributeValues: { ':name': 'Ada', ':more': ['b'], ':two': 2 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ pk: 'upd', sk: '1', name: 'Ada', count: 3, list: ['a', 'b'] });
    const writes = Array.from({ length: 50 }, (_, owner) =>
      put({ pk: 'lease', sk: '1', owner }, { ConditionExpression: 'attribute_not_exists(pk)' }).then(
        () => 'won',
        (error: unknown) => (error as Error).name,
      ),
    );
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'ConditionalCheckFailedException')).toHaveLength(49);
  });

  it('counts capacity with its indexes, nothing for an index that did not change', async () => {
    const units = async (Item: Record<string, unknown>) =>
      (await put({ pk: 'wru', sk: '1', ...Item }, { ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity
        ?.CapacityUnits;
    expect(await units({})).toBe(1);
    expect(await units({ name: 'a' })).toBe(2);
    expect(await units({ name: 'a', note: 'not projected' })).toBe(1);
    expect(await units({ name: 'a', status: 'projected' })).toBe(2);
    expect(await units({ name: 'b', status: 'projected' })).toBe(3);
    const removed = await client.send(
      new DeleteCommand({
        TableName: 'Records',
        Key: { pk: 'wru', sk: '1' },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    expect(removed.ConsumedCapacity).toMatchObject({
      CapacityUnits: 2,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { byName: { CapacityUnits: 1 } },
    });
  });

  it('writes batches of 25, reads them by index in pages and in batches', async () => {
    const requests = Array.from({ length: 25 }, (_, i) => ({
      PutRequest: {
        Item: { pk: 'batch', sk: String(i), name: `n${String(i).padStart(2, '0')}`, status: 'client' },
      },
    }));
    const written = await client.send(
      new BatchWriteCommand({ RequestItems: { Records: requests }, ReturnConsumedCapacity: 'TOTAL' }),
    );
    expect(written.ConsumedCapacity?.[0]?.CapacityUnits).toBe(50);
    const first = await byName('batch', { Limit: 10 });
    const second = await byName('batch', { Limit: 20, ExclusiveStartKey: first.LastEvaluatedKey });
    const names = [...(first.Items ?? []), ...(second.Items ?? [])].map((item) => String(item['name']));
    expect(names).toEqual(requests.map(({ PutRequest }) => PutRequest.Item.name));
    expect(second.LastEvaluatedKey).toBeUndefined();
    expect(Object.keys(first.Items?.[0] ?? {}).sort()).toEqual(['name', 'pk', 'sk', 'status']);
    const Keys = ['0', '24', 'none'].map((sk) => ({ pk: 'batch', sk }));
    const read = await client.send(new BatchGetCommand({ RequestItems: { Records: { Keys } } }));
    expect(read.Responses?.['Records']).toHaveLength(2);
    const many = [...requests, { PutRequest: { Item: { pk: 'batch', sk: '25' } } }];
    await expect(client.send(new BatchWriteCommand({ RequestItems: { Records: many } }))).rejects.toThrow(
      /less than or equal to 25/,
    );
  });

  it('moves and removes index rows with their item', async () => {
    await put({ pk: 'move', sk: '1', name: 'before' });
    await put({ pk: 'move', sk: '1', name: 'after' });
    expect((await byName('move')).Items).toEqual([{ pk: 'move', sk: '1', name: 'after' }]);
    await client.send(new DeleteCommand({ TableName: 'Records', Key: { pk: 'move', sk: '1' } }));
    expect((await byName('move')).Items).toEqual([]);
  });

  it('deletes what has expired, and only that', async () => {
    const seconds = clock.now / 1000;
    await put({ pk: 'ttl', sk: 'past', expiresAt: seconds - 1, name: 'x' });
    await put({ pk: 'ttl', sk: 'future', expiresAt: seconds + 60 });
    await put({ pk: 'ttl', sk: 'ancient', expiresAt: seconds - 6 * 365 * 86_400 });
    await put({ pk: 'ttl', sk: 'text', expiresAt: 'soon' });
    expect(await database.engine.sweepExpired()).toBe(1);
    expect(await get('ttl', 'past')).toBeUndefined();
    expect((await byName('ttl')).Items).toEqual([]);
    clock.now += 61_000;
    expect(await database.engine.sweepExpired()).toBe(1);
    expect(await get('ttl', 'ancient')).toBeDefined();
    expect(await get('ttl', 'text')).toBeDefined();
  });

  it('refuses what AWS refuses and what it does not have', async () => {
    await expect(put({ pk: '', sk: '1' })).rejects.toThrow(/empty string/);
    await expect(put({ pk: 'big', sk: '1', text: 'x'.repeat(410_000) })).rejects.toThrow(/size/);
    await expect(put({ pk: 'gsi', sk: '1', name: 5 })).rejects.toThrow(/Type mismatch/);
    await expect(
      client.send(new GetCommand({ TableName: 'Nothing', Key: { pk: 'a', sk: 'b' } })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const empty = { Put: { TableName: 'Records', Item: { pk: { S: 'a' }, sk: { S: 'b' } } } };
    await expect(
      database.client().send(new TransactWriteItemsCommand({ TransactItems: [empty] })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('refuses a second process and a stored table of another shape', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
    const first = await openDynamoDb({ folder });
    await first.createTable(table);
    await expect(openDynamoDb({ folder })).rejects.toThrow(/in use by another process/);
    const { TableName, BillingMode, KeySchema } = table;
    const changed = {
      TableName,
      BillingMode,
      KeySchema,
      AttributeDefinitions: table.AttributeDefinitions.slice(0, 2),
    };
    await expect(first.createTable(changed)).rejects.toThrow(/Records was stored with other keys or indexes/);
    await first.createTable(table);
    await first.close();
    rmSync(folder, { recursive: true });
  });
});

it('keeps every acknowledged write, with its index row, over kill -9', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const before = await openDynamoDb({ folder });
  await before.createTable(table, 'expiresAt');
  await before.close();
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/dynamodb-process.ts', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const remote = new DynamoDBClient({
    endpoint: line.toString().trim(),
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const client = DynamoDBDocumentClient.from(remote);
  const acknowledged: string[] = [];
  const writer = async (lane: number) => {
    for (let i = 0; ; i++) {
      const sk = `${String(lane)}-${String(i)}`;
      await client.send(new PutCommand({ TableName: 'Records', Item: { pk: 'kill', sk, name: `n${sk}` } }));
      if (acknowledged.push(sk) === 300) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(writer));
  remote.destroy();

  const after = await openDynamoDb({ folder });
  const stored = async (IndexName?: string) => {
    const answer = await after.call('Query', {
      TableName: 'Records',
      ...(IndexName !== undefined && { IndexName }),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'kill' } },
    });
    return (answer['Items'] as { sk: { S: string } }[]).map((item) => item.sk.S).sort();
  };
  const items = await stored();
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);
  expect(items).toEqual(expect.arrayContaining(acknowledged));
  expect(await stored('byName')).toEqual(items);
  expect((await after.call('DescribeTimeToLive', { TableName: 'Records' }))['TimeToLiveDescription']).toEqual(
    {
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expiresAt',
    },
  );
  await after.close();
  rmSync(folder, { recursive: true });
});
