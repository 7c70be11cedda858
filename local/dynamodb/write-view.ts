import { isDeepStrictEqual } from 'node:util';
import {
  database,
  type Callback,
  type Index,
  type Item,
  type Operation,
  type Store,
  type SubDatabase,
  type Table,
} from './dynalite.ts';

/** Write units of indexes: index name -> units, per table. */
export type IndexUnits = Map<string, Map<string, number>>;

/**
 * The store as one write call sees it. dynalite writes an item and its index rows one after the other; here they
 * go to the disk as one batch, so that a kill cannot leave them apart. On the way the call's previous item (for
 * ReturnValuesOnConditionCheckFailure) and its index write units, both missing in dynalite, are noted.
 */
export class WriteView {
  readonly indexUnits: IndexUnits = new Map();
  previousItem: Item | undefined;
  readonly store: Store;
  private readonly base: Store;
  private pending: Operation[] = [];
  private turn: Promise<void> = Promise.resolve();

  constructor(base: Store) {
    this.base = base;
    this.store = {
      ...base,
      getItemDb: (table) => this.itemDatabase(table),
      getIndexDb: (type, table, index) => this.indexDatabase(type, table, index),
    };
  }

  private itemDatabase(table: string): SubDatabase {
    const items = this.base.getItemDb(table);
    const prefix = `item-${table}~`;
    const write = (operation: Operation, item: Item | undefined, callback: Callback) => {
      this.base.getTable(table, false, (error, definition) => {
        if (error || definition === undefined) {
          callback(error);
          return;
        }
        this.countIndexUnits(definition, this.previousItem, item);
        const batch = [...this.pending, operation];
        this.pending = [];
        this.base.db.batch(batch, callback);
      });
    };
    return {
      get: (key, callback) =>
        items.get(key, (error, item) => {
          this.previousItem = item;
          callback(error, item);
        }),
      put: (key, item, callback) => write({ type: 'put', key: prefix + key, value: item }, item, callback),
      del: (key, callback) => write({ type: 'del', key: prefix + key }, undefined, callback),
      // The items of a BatchWriteItem take turns: `pending` and `previousItem` belong to one at a time.
      lock: (key, enter) => {
        this.turn = this.turn.then(
          () =>
            new Promise<void>((done) => {
              items.lock(key, (release) => {
                enter((callback) =>
                  release((...result) => {
                    done();
                    callback(...result);
                  }),
                );
              });
            }),
        );
      },
    };
  }

  private indexDatabase(type: 'Local' | 'Global', table: string, index: string): SubDatabase {
    const prefix = `index-${type.toLowerCase()}~${table}~${index}~`;
    const add = (operation: Operation, callback: Callback) => {
      this.pending.push(operation);
      callback(null);
    };
    return {
      ...this.base.getIndexDb(type, table, index),
      put: (key, value, callback) => add({ type: 'put', key: prefix + key, value }, callback),
      del: (key, callback) => add({ type: 'del', key: prefix + key }, callback),
    };
  }

  /** As AWS bills: nothing for an index whose projection did not change, a delete and a put for a moved key. */
  private countIndexUnits(table: Table, before: Item | undefined, after: Item | undefined): void {
    for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]) {
      const old = indexRow(table, index, before);
      const current = indexRow(table, index, after);
      if (isDeepStrictEqual(old, current)) continue;
      const units =
        old?.key === current?.key
          ? Math.max(writeUnits(old), writeUnits(current))
          : writeUnits(old) + writeUnits(current);
      const ofTable = this.indexUnits.get(table.TableName) ?? new Map<string, number>();
      ofTable.set(index.IndexName, (ofTable.get(index.IndexName) ?? 0) + units);
      this.indexUnits.set(table.TableName, ofTable);
    }
  }
}

interface IndexRow {
  key: string;
  item: Item;
}

function indexRow(table: Table, index: Index, item: Item | undefined): IndexRow | undefined {
  const [row] = database.getIndexActions([index], undefined, item, table).puts;
  // Through JSON, because a stored item has other prototypes than a new one and drops undefined projections.
  return row && { key: row.key, item: JSON.parse(JSON.stringify(row.item)) as Item };
}

function writeUnits(row: IndexRow | undefined): number {
  return row === undefined ? 0 : database.capacityUnits(row.item, false, false);
}
