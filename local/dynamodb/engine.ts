import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { AwsError, type JsonService } from '../aws/service.ts';
import {
  actions,
  database,
  validations,
  type DynaliteError,
  type Index,
  type Store,
  type Table,
} from './dynalite.ts';
import { TimeToLive } from './time-to-live.ts';
import { WriteView, type IndexUnits } from './write-view.ts';

type Document = Record<string, unknown>;

export interface CreateTableInput {
  TableName: string;
  KeySchema: unknown;
  AttributeDefinitions: unknown;
  BillingMode?: unknown;
  GlobalSecondaryIndexes?: unknown;
  LocalSecondaryIndexes?: unknown;
}

export interface DynamoDb extends JsonService {
  /** Does nothing when the table exists; refuses a stored one with other keys or indexes. */
  createTable(input: CreateTableInput, timeToLiveAttribute?: string): Promise<void>;
  /** Deletes what has expired; also runs by itself every five minutes. */
  sweepExpired(): Promise<number>;
  close(): Promise<void>;
}

export interface DynamoDbOptions {
  folder: string;
  region?: string;
  account?: string;
  now?: () => number;
}

export async function openDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  mkdirSync(options.folder, { recursive: true });
  const store = database.create({
    path: options.folder,
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  store.tableDb.awsRegion = options.region ?? 'us-east-1';
  store.tableDb.awsAccountId = options.account ?? '000000000000';
  await store.db.open().catch((error: unknown) => {
    throw new Error(`The tables in ${options.folder} are in use by another process, or cannot be read`, {
      cause: error,
    });
  });
  const timeToLive = new TimeToLive(store, options.now ?? Date.now, (operation, input) =>
    run(store, operation, input),
  );
  const service: DynamoDb = {
    target: 'DynamoDB_20120810',
    call: (operation, input) => timeToLive.operations[operation]?.(input) ?? run(store, operation, input),
    async createTable(input, attribute) {
      await createTable(store, input);
      if (attribute !== undefined) await timeToLive.enable(input.TableName, attribute);
    },
    sweepExpired: () => timeToLive.sweep(),
    close: async () => {
      await timeToLive.close();
      await new Promise<void>((resolve, reject) => {
        store.db.close((error) => (error ? reject(error) : resolve()));
      });
    },
  };
  return service;
}

async function run(store: Store, operation: string, input: Document): Promise<Document> {
  const action = actions.get(operation);
  if (!action) {
    throw new AwsError('UnknownOperationException', `${operation} is not part of the local DynamoDB`);
  }
  const view = /^(Put|Update|Delete|BatchWrite)Item$/.test(operation) ? new WriteView(store) : undefined;
  try {
    const wantsOld = input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
    const data = validations.checkTypes(input, action.validation.types);
    validations.checkValidations(data, action.validation.types, action.validation.custom, store);
    const result = await new Promise<Document>((resolve, reject) => {
      action.run(view?.store ?? store, data, (error, answer) => {
        if (!error) {
          resolve(answer ?? {});
          return;
        }
        const old =
          wantsOld && error.body?.__type.endsWith('#ConditionalCheckFailedException') && view?.previousItem;
        reject(awsError(error, old ? { Item: old } : {}));
      });
    });
    return view
      ? withIndexUnits(result, view.indexUnits, input['ReturnConsumedCapacity'] === 'INDEXES')
      : result;
  } catch (error) {
    throw awsError(error, {});
  }
}

function awsError(thrown: unknown, details: Document): Error {
  const error = thrown as DynaliteError;
  const { body, statusCode } = error;
  if (!body) return error;
  const code = body.__type.split('#').at(-1) ?? body.__type;
  return new AwsError(code, body.message ?? body.Message ?? '', statusCode, details);
}

interface Capacity {
  TableName: string;
  CapacityUnits: number;
}

function withIndexUnits(result: Document, units: IndexUnits, perIndex: boolean): Document {
  const add = (capacity: Capacity) => {
    const indexes = units.get(capacity.TableName);
    if (!indexes) return capacity;
    const total = [...indexes.values()].reduce((sum, value) => sum + value, capacity.CapacityUnits);
    const each = Object.fromEntries([...indexes].map(([name, value]) => [name, { CapacityUnits: value }]));
    return { ...capacity, CapacityUnits: total, ...(perIndex && { GlobalSecondaryIndexes: each }) };
  };
  const consumed = result['ConsumedCapacity'] as Capacity | Capacity[] | undefined;
  if (!consumed) return result;
  return { ...result, ConsumedCapacity: Array.isArray(consumed) ? consumed.map(add) : add(consumed) };
}

async function createTable(store: Store, input: CreateTableInput): Promise<void> {
  const existing = await findTable(store, input.TableName);
  if (!existing) {
    // Through JSON: dynalite changes what it is given.
    await run(store, 'CreateTable', JSON.parse(JSON.stringify(input)) as Document);
  } else if (!isDeepStrictEqual(shape(existing), shape(input as unknown as Table))) {
    throw new Error(
      `Table ${input.TableName} was stored with other keys or indexes than the template has now: begin anew with --reset`,
    );
  }
  await activate(store, input.TableName);
}

function findTable(store: Store, name: string): Promise<Table | undefined> {
  return new Promise((resolve) => {
    store.getTable(name, false, (_missing, table) => resolve(table));
  });
}

/** A new table becomes active one timer tick later; one that a kill caught before that never would. */
async function activate(store: Store, name: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const table = await findTable(store, name);
    if (table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const table = await findTable(store, name);
  if (!table) throw new Error(`Table ${name} could not be created`);
  const active = { ...table, TableStatus: 'ACTIVE' };
  await new Promise<void>((resolve, reject) => {
    store.tableDb.put(name, active, (error) => (error ? reject(error) : resolve()));
  });
}

function shape(table: Table): unknown {
  const byName = <T>(list: T[] | undefined, name: (entry: T) => string) =>
    [...(list ?? [])].sort((a, b) => name(a).localeCompare(name(b)));
  const indexes = (list: Index[] | undefined) =>
    byName(list, (index) => index.IndexName).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
  const plain = {
    keys: table.KeySchema,
    attributes: byName(table.AttributeDefinitions, (attribute) => attribute.AttributeName),
    global: indexes(table.GlobalSecondaryIndexes),
    local: indexes(table.LocalSecondaryIndexes),
  };
  return JSON.parse(JSON.stringify(plain));
}
