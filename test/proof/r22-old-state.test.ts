import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FixturesSchema, readersOf, SCHEMAS } from '../support/proof/old-state.ts';
import { startTestDynamoDb, type TestDynamoDb } from '../support/dynamodb.ts';
import { promise } from '../support/promise.ts';
import { AUDIT, CONNECTIONS, RECORDS } from '../support/tables.ts';

const r22 = promise('R22', 'new code reads what older releases wrote', { floor: 50 });
const FOLDER = fileURLToPath(new URL('fixtures/', import.meta.url));
const releases = readdirSync(FOLDER).sort();

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startTestDynamoDb();
});
afterAll(() => database.close());

it.each(releases)('every item that %s stored is read as it was meant', async (release) => {
  const { items, readings } = fixturesOf(release);
  for (const shape of [RECORDS, CONNECTIONS, AUDIT]) {
    await database.createTable({ ...shape, TableName: `${release}-${shape.TableName}` });
  }
  for (const { table, item } of items) {
    await database.engine.call('PutItem', { TableName: `${release}-${table}`, Item: item });
  }
  const client = database.documentClient({ marshallOptions: { removeUndefinedValues: true } });
  const readers = readersOf(client, (table) => `${release}-${table}`);
  for (const [name, expected] of Object.entries(readings)) {
    const read = readers[name];
    expect(read, `nobody reads ${name} any more`).toBeDefined();
    expect(JSON.parse(JSON.stringify(await read?.())), name).toEqual(expected);
    r22.held();
  }
  expect(Object.keys(readings).length).toBeGreaterThan(15);
});

it.each(releases)('every input and event of %s is understood', (release) => {
  const { messages } = fixturesOf(release);
  for (const [name, message] of Object.entries(messages)) {
    const schema = SCHEMAS[name];
    expect(schema, `nobody takes ${name} any more`).toBeDefined();
    expect(schema?.safeParse(message).error, name).toBeUndefined();
    r22.held();
  }
  expect(Object.keys(messages).length).toBeGreaterThan(10);
});

function fixturesOf(release: string) {
  return FixturesSchema.parse(JSON.parse(readFileSync(`${FOLDER}${release}/state.json`, 'utf8')));
}
