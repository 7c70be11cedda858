import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Connection } from '#domain/connection/connection.ts';
import type { ClaimOutcome, ConnectionRepository, RunResult } from '#domain/connection/ports.ts';
import type { Run, RunClaim } from '#domain/sync/run.ts';
import { ConnectionItems } from './connection-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { connectionKey, DUE_CLEANUP, DUE_INDEX, DUE_SYNC, firmIdFrom } from './keys.ts';
import { PracticeOwnership } from './practice-ownership.ts';
import { RunLease } from './run-lease.ts';
import { watchedAtWork } from './run-watch.ts';
import { Table } from './table.ts';

const DUE_CURSOR_SCOPE = 'due-firms';
const DueRowSchema = z.object({ pk: z.string(), sk: z.string(), dueAt: z.string() });
const DuePlaceSchema = z.tuple([z.uuid(), z.iso.datetime()]);

type ConnectInput = Parameters<ConnectionRepository['connect']>[0];
type EndInput = Parameters<ConnectionRepository['end']>[0];
type RunChanges = Parameters<ConnectionRepository['renewRun']>[1];
type DueInput = Parameters<ConnectionRepository['dueFirms']>[0];

/** The firm's connection is one item of less than 1 KB, so that every step of a sync's lease costs one write unit. */
export class DynamoConnectionRepository implements ConnectionRepository {
  private readonly table: Table;
  private readonly connections: ConnectionItems;
  private readonly ownership: PracticeOwnership;
  private readonly lease: RunLease;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.table = new Table(client, tableName);
    this.connections = new ConnectionItems(this.table);
    this.ownership = new PracticeOwnership(this.table, this.connections);
    this.lease = new RunLease(this.table, this.connections);
  }

  async get(firmId: string): Promise<Connection | undefined> {
    return (await this.connections.read(firmId))?.connection;
  }

  async connect(input: ConnectInput): Promise<Connection | 'practice-taken'> {
    const { firmId, practice, connectedBy, connectedAt, dueAt, practiceChanged } = input;
    if (!(await this.ownership.take(practice.tenantId, firmId, connectedAt))) return 'practice-taken';
    const before = await this.get(firmId);
    const ofThePractice = ['watermark', 'nextFullAt', 'fullSyncDays', 'quota', 'trouble'];
    const now = await this.connections.change(firmId, {
      set: {
        state: 'connected',
        practice,
        connectedBy,
        connectedAt: connectedAt.toISOString(),
        duePk: DUE_SYNC,
        dueAt: dueAt.toISOString(),
      },
      raise: ['epoch'],
      keep: { fence: 0 },
      remove: [
        'disconnect',
        'cleanupPending',
        'run',
        'interrupted',
        ...(practiceChanged ? ofThePractice : []),
      ],
    });
    if (now === undefined) throw new Error('An unconditional update was refused');
    if (before !== undefined && before.practice.tenantId !== practice.tenantId) await this.release(before);
    return now.connection;
  }

  isHeldByOther(tenantId: string, firmId: string, now: Date): Promise<boolean> {
    return this.ownership.isHeldByOther(tenantId, firmId, now);
  }

  async end(input: EndInput): Promise<Connection | undefined> {
    const { firmId, epoch, state, disconnect, cleanupPending, runEnds } = input;
    const before = await this.get(firmId);
    if (before?.epoch !== epoch) return undefined;
    const cleanup = { cleanupPending, duePk: DUE_CLEANUP, dueAt: new Date(disconnect.at).toISOString() };
    const lastSync =
      before.run === undefined || runEnds === undefined
        ? undefined
        : { syncId: before.run.syncId, status: runEnds, finishedAt: new Date(disconnect.at).toISOString() };
    const ended = await this.connections.change(
      firmId,
      {
        set: { state, disconnect, lastSync, ...(cleanupPending && cleanup) },
        raise: ['epoch'],
        remove: ['run', 'interrupted', ...(cleanupPending ? [] : ['cleanupPending', 'duePk', 'dueAt'])],
      },
      {
        test: '#epoch = :epoch AND #state <> :disconnected',
        values: { ':epoch': epoch, ':disconnected': 'disconnected' },
      },
    );
    if (ended === undefined) return undefined;
    if (state === 'disconnected' && !cleanupPending) await this.release(before);
    return before;
  }

  async cleanedUp(firmId: string, epoch: number): Promise<void> {
    const after = await this.connections.change(
      firmId,
      { remove: ['cleanupPending', 'duePk', 'dueAt'] },
      { test: '#epoch = :epoch AND #cleanupPending = :true', values: { ':epoch': epoch, ':true': true } },
    );
    if (after?.connection.state === 'disconnected') await this.release(after.connection);
  }

  async pendingCleanups(limit: number): Promise<string[]> {
    const keys = { test: '#duePk = :duePk', values: { ':duePk': DUE_CLEANUP } };
    const { items } = await this.table.query({ index: DUE_INDEX, keys, limit });
    return items.map((item) => firmIdFrom(DueRowSchema.parse(item).pk));
  }

  claimRun(firmId: string, run: Run, now: Date): Promise<ClaimOutcome> {
    return this.lease.claim(firmId, run, now);
  }

  renewRun(claim: RunClaim, changes: RunChanges): Promise<boolean> {
    return this.lease.renew(claim, changes);
  }

  finishRun(claim: RunClaim, result: RunResult): Promise<boolean> {
    return this.lease.finish(claim, result);
  }

  atWork(now: Date, limit: number): Promise<number> {
    return watchedAtWork(this.table, now, limit);
  }

  async setDueAt(firmId: string, epoch: number, dueAt: Date): Promise<void> {
    await this.connections.change(
      firmId,
      { set: { duePk: DUE_SYNC, dueAt: dueAt.toISOString() } },
      {
        test: '#epoch = :epoch AND #state = :connected',
        values: { ':epoch': epoch, ':connected': 'connected' },
      },
    );
  }

  async dueFirms({
    until,
    limit,
    cursor,
  }: DueInput): Promise<Awaited<ReturnType<ConnectionRepository['dueFirms']>>> {
    const place = cursor === undefined ? undefined : decodeCursor(DUE_CURSOR_SCOPE, cursor, DuePlaceSchema);
    if (place !== undefined && place[1] > until.toISOString()) return { due: [] };
    const { items, next } = await this.table.query({
      index: DUE_INDEX,
      keys: {
        test: '#duePk = :duePk AND #dueAt <= :until',
        values: { ':duePk': DUE_SYNC, ':until': until.toISOString() },
      },
      limit,
      from: place && { ...connectionKey(place[0]), duePk: DUE_SYNC, dueAt: place[1] },
    });
    const due = items.map((item) => {
      const { pk, dueAt } = DueRowSchema.parse(item);
      return { firmId: firmIdFrom(pk), dueAt };
    });
    const last = due.at(-1);
    if (next === undefined || last === undefined) return { due };
    return { due, cursor: encodeCursor(DUE_CURSOR_SCOPE, [last.firmId, last.dueAt]) };
  }

  private release({ firmId, practice, connectedAt }: Connection): Promise<void> {
    return this.ownership.release(practice.tenantId, firmId, connectedAt);
  }
}
