import { createRequire } from 'node:module';
import { type Parse, remembering } from './remembered-parser.ts';

/**
 * What is used of dynalite 4.0.0, which ships no types. Its internals are loaded one by one because its own
 * HTTP server ends the process when a client disconnects in mid-request; hence the exact pin in package.json.
 */
export type Item = Record<string, Record<string, unknown>>;
export type Callback<T = unknown> = (error: DynaliteError | null | undefined, value?: T) => void;

export interface DynaliteError extends Error {
  statusCode?: number;
  body?: { __type: string; message?: string; Message?: string };
}

export interface SubDatabase {
  get(key: string, callback: Callback<Item>): void;
  put(key: string, item: Item, callback: Callback): void;
  del(key: string, callback: Callback): void;
  lock(key: string, enter: (release: (callback: Callback) => Callback) => void): void;
}

export interface Index {
  IndexName: string;
  KeySchema: unknown;
  Projection: unknown;
}

export interface Table {
  TableName: string;
  TableStatus: string;
  KeySchema: { AttributeName: string }[];
  AttributeDefinitions: { AttributeName: string }[];
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
}

export type Operation = { type: 'put'; key: string; value: Item } | { type: 'del'; key: string };

export interface Store {
  options: Record<string, unknown>;
  db: {
    open(): Promise<void>;
    close(callback: Callback): void;
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
    batch(operations: Operation[], callback: Callback): void;
  };
  tableDb: {
    awsRegion: string;
    awsAccountId: string;
    put(key: string, table: Table, callback: Callback): void;
  };
  getItemDb(table: string): SubDatabase;
  getIndexDb(type: 'Local' | 'Global', table: string, index: string): SubDatabase;
  getTable(table: string, checkStatus: boolean, callback: Callback<Table>): void;
}

interface Database {
  create(options: {
    path: string;
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Store;
  capacityUnits(item: Item | undefined, isRead: boolean, isConsistent: boolean): number;
  getIndexActions(
    indexes: Index[],
    existing: Item | undefined,
    item: Item | undefined,
    table: Table,
  ): { puts: { index: string; key: string; item: Item }[] };
}

interface Validations {
  checkTypes(data: object, types: unknown): Record<string, unknown>;
  /** Throws a DynaliteError; leaves parsed expressions in `data`. */
  checkValidations(data: object, types: unknown, custom: unknown, store: Store): void;
}

export type Action = (
  store: Store,
  data: Record<string, unknown>,
  callback: Callback<Record<string, unknown>>,
) => void;

const load = createRequire(import.meta.url);

for (const grammar of ['condition', 'update']) {
  const parser = load(`dynalite/db/${grammar}Parser`) as { parse: Parse };
  parser.parse = remembering(parser.parse);
}

export const database = load('dynalite/db') as Database;
export const validations = load('dynalite/validations') as Validations;

const operations = [
  ...[
    'BatchGetItem',
    'BatchWriteItem',
    'CreateTable',
    'DeleteItem',
    'DeleteTable',
    'DescribeTable',
    'GetItem',
  ],
  ...['ListTables', 'PutItem', 'Query', 'Scan', 'UpdateItem'],
];

export const actions = new Map(
  operations.map((operation) => {
    const file = operation.charAt(0).toLowerCase() + operation.slice(1);
    return [
      operation,
      {
        run: load(`dynalite/actions/${file}`) as Action,
        validation: load(`dynalite/validations/${file}`) as { types: unknown; custom: unknown },
      },
    ];
  }),
);
