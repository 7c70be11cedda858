import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RunWatch } from '#domain/sync/ports.ts';
import { LEASE_MINUTES, type Run } from '#domain/sync/run.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { connectionKey, DUE_INDEX, DUE_WATCH, firmIdFrom, runWatchKey } from './keys.ts';
import { Table } from './table.ts';

const CURSOR_SCOPE = 'run-watch';
const RowSchema = z.object({ pk: z.string(), dueAt: z.string() });
const PlaceSchema = z.tuple([z.uuid(), z.iso.datetime()]);

export class DynamoRunWatch implements RunWatch {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, connectionsTable: string) {
    this.table = new Table(client, connectionsTable);
  }

  async overdue({
    until,
    limit,
    cursor,
  }: Parameters<RunWatch['overdue']>[0]): ReturnType<RunWatch['overdue']> {
    const place = cursor === undefined ? undefined : decodeCursor(CURSOR_SCOPE, cursor, PlaceSchema);
    const { items, next } = await this.table.query({
      index: DUE_INDEX,
      keys: {
        test: '#duePk = :duePk AND #dueAt <= :until',
        values: { ':duePk': DUE_WATCH, ':until': until.toISOString() },
      },
      limit,
      from: place && { ...runWatchKey(place[0]), duePk: DUE_WATCH, dueAt: place[1] },
    });
    const watched = items.map((item) => {
      const { pk, dueAt } = RowSchema.parse(item);
      return { firmId: firmIdFrom(pk), at: dueAt };
    });
    const last = watched.at(-1);
    if (next === undefined || last === undefined) return { watched };
    return { watched, cursor: encodeCursor(CURSOR_SCOPE, [last.firmId, last.at]) };
  }

  async settle(firmId: string, at: string, next?: Date): Promise<void> {
    await this.table.update(
      runWatchKey(firmId),
      next === undefined ? { remove: ['duePk', 'dueAt'] } : { set: { dueAt: next.toISOString() } },
      { test: '#dueAt = :at', values: { ':at': at } },
    );
  }

  async fenceOff(firmId: string, syncId: string, now: Date): Promise<boolean> {
    const written = await this.table.update(
      connectionKey(firmId),
      { raise: ['fence'] },
      {
        test: '#run.#syncId = :syncId AND #run.#leaseUntil < :now',
        values: { ':syncId': syncId, ':now': now.toISOString() },
      },
    );
    return written.met;
  }
}

/** Before the claim itself: a run that is claimed is looked at, whatever comes between the two writes. */
export async function watchFrom(
  table: Table,
  firmId: string,
  { syncId, leaseUntil }: Pick<Run, 'syncId' | 'leaseUntil'>,
): Promise<void> {
  const dueAt = new Date(leaseUntil).toISOString();
  await table.update(runWatchKey(firmId), { set: { duePk: DUE_WATCH, dueAt, syncId } });
}

/** After the end of that run; the watch of a later one stays. */
export async function watchNoMore(table: Table, firmId: string, syncId: string): Promise<void> {
  const own = { test: '#syncId = :syncId', values: { ':syncId': syncId } };
  await table.update(runWatchKey(firmId), { remove: ['duePk', 'dueAt', 'syncId'] }, own);
}

/** A lease that ends later than this was renewed for a wait. */
const AT_WORK_MILLISECONDS = LEASE_MINUTES * 60_000;

export async function watchedAtWork(table: Table, now: Date, limit: number): Promise<number> {
  const until = new Date(now.getTime() + AT_WORK_MILLISECONDS).toISOString();
  const { items } = await table.query({
    index: DUE_INDEX,
    keys: {
      test: '#duePk = :duePk AND #dueAt <= :until',
      values: { ':duePk': DUE_WATCH, ':until': until },
    },
    limit,
  });
  return items.length;
}
