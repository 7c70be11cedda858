import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { CreateTableInput } from '../../../local/dynamodb/engine.ts';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { TTL_ATTRIBUTE } from '../../support/tables.ts';

export interface TestDatabase {
  readonly client: DynamoDBDocumentClient;
  /** A new empty table of that shape; answers its name. */
  table(shape: CreateTableInput): Promise<string>;
}

/** One real engine for a test file, a table of its own for each test. */
export function useDatabase(): TestDatabase {
  let database: TestDynamoDb | undefined;
  let client: DynamoDBDocumentClient | undefined;
  let tables = 0;
  const started = () => {
    if (database === undefined) throw new Error('The database starts before the first test');
    return database;
  };
  beforeAll(async () => {
    database = await startTestDynamoDb();
  });
  afterAll(() => database?.close());
  return {
    get client() {
      client ??= started().documentClient({ marshallOptions: { removeUndefinedValues: true } });
      return client;
    },
    async table(shape) {
      tables += 1;
      const name = `${shape.TableName}-${String(tables)}`;
      await started().createTable({ ...shape, TableName: name }, TTL_ATTRIBUTE);
      return name;
    },
  };
}
