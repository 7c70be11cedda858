import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import type { Connection } from '#domain/connection/connection.ts';
import type { ClaimOutcome, ConnectionRepository, RunResult } from '#domain/connection/ports.ts';
import type { RunWatch } from '#domain/sync/ports.ts';
import { LEASE_MINUTES, type Run, type RunClaim } from '#domain/sync/run.ts';
import * as z from 'zod';

interface Stored {
  connection: Connection;
  interrupted?: Run | undefined;
  cleanupAt?: string | undefined;
}

const PlaceSchema = z.tuple([z.string(), z.string()]);
const SCOPE = 'due-firms';

export class InMemoryConnectionRepository implements ConnectionRepository, RunWatch {
  private readonly firms = new Map<string, Stored>();
  private readonly owners = new Map<string, string>();
  private readonly watches = new Map<string, string>();

  /** For arranging a test: whatever is given, as it is. */
  seed(connection: Connection): void {
    this.firms.set(connection.firmId, { connection: structuredClone(connection) });
    if (connection.run !== undefined) this.watches.set(connection.firmId, iso(connection.run.leaseUntil));
    if (connection.state !== 'disconnected' || connection.cleanupPending === true) {
      this.owners.set(connection.practice.tenantId, connection.firmId);
    }
  }

  get(firmId: string): Promise<Connection | undefined> {
    return Promise.resolve(this.peek(firmId));
  }

  /** For judging a test: what is stored at this very moment. */
  peek(firmId: string): Connection | undefined {
    return structuredClone(this.firms.get(firmId)?.connection);
  }

  connect(input: Parameters<ConnectionRepository['connect']>[0]): Promise<Connection | 'practice-taken'> {
    const { firmId, practice, connectedBy, connectedAt, dueAt, practiceChanged } = input;
    if ((this.owners.get(practice.tenantId) ?? firmId) !== firmId) return Promise.resolve('practice-taken');
    this.owners.set(practice.tenantId, firmId);
    const before = this.firms.get(firmId)?.connection;
    const { watermark, nextFullAt, fullSyncDays, quota, trouble, lastSync } = before ?? {};
    const kept = present({ watermark, nextFullAt, fullSyncDays, quota, trouble });
    const connection: Connection = structuredClone({
      firmId,
      state: 'connected',
      epoch: (before?.epoch ?? 0) + 1,
      fence: before?.fence ?? 0,
      practice,
      connectedBy,
      connectedAt: connectedAt.toISOString(),
      dueAt: dueAt.toISOString(),
      ...(lastSync && { lastSync }),
      ...(practiceChanged ? {} : kept),
    });
    this.firms.set(firmId, { connection });
    if (before && before.practice.tenantId !== practice.tenantId) this.free(before);
    return Promise.resolve(structuredClone(connection));
  }

  isHeldByOther(tenantId: string, firmId: string): Promise<boolean> {
    return Promise.resolve((this.owners.get(tenantId) ?? firmId) !== firmId);
  }

  end(input: Parameters<ConnectionRepository['end']>[0]): Promise<Connection | undefined> {
    const { firmId, epoch, state, disconnect, cleanupPending, runEnds } = input;
    const before = this.firms.get(firmId)?.connection;
    if (before?.epoch !== epoch || before.state === 'disconnected') return Promise.resolve(undefined);
    const rest = structuredClone(before);
    delete rest.run;
    delete rest.dueAt;
    delete rest.cleanupPending;
    const ended: Connection = structuredClone({
      ...rest,
      state,
      epoch: epoch + 1,
      disconnect,
      ...(cleanupPending && { cleanupPending }),
      ...(before.run &&
        runEnds && {
          lastSync: { syncId: before.run.syncId, status: runEnds, finishedAt: iso(disconnect.at) },
        }),
    });
    this.firms.set(firmId, { connection: ended, cleanupAt: cleanupPending ? disconnect.at : undefined });
    if (state === 'disconnected' && !cleanupPending) this.free(before);
    return Promise.resolve(structuredClone(before));
  }

  cleanedUp(firmId: string, epoch: number): Promise<void> {
    const stored = this.firms.get(firmId);
    if (stored?.connection.epoch !== epoch || stored.connection.cleanupPending !== true)
      return Promise.resolve();
    delete stored.connection.cleanupPending;
    stored.cleanupAt = undefined;
    if (stored.connection.state === 'disconnected') this.free(stored.connection);
    return Promise.resolve();
  }

  pendingCleanups(limit: number): Promise<string[]> {
    const pending = [...this.firms.entries()]
      .filter(([, { cleanupAt }]) => cleanupAt !== undefined)
      .sort(([, a], [, b]) => (String(a.cleanupAt) < String(b.cleanupAt) ? -1 : 1));
    return Promise.resolve(pending.slice(0, limit).map(([firmId]) => firmId));
  }

  claimRun(firmId: string, run: Run, now: Date): Promise<ClaimOutcome> {
    const stored = this.firms.get(firmId);
    if (stored?.connection.state !== 'connected') return Promise.resolve({ outcome: 'not-connected' });
    const { connection } = stored;
    const held = connection.run;
    if (held?.syncId === run.syncId) {
      const phase = run.phase === 'queued' ? held.phase : run.phase;
      connection.run = { ...held, phase, leaseUntil: iso(run.leaseUntil) };
    } else if (held !== undefined && Date.parse(held.leaseUntil) >= now.getTime()) {
      return Promise.resolve({ outcome: 'running', run: structuredClone(held) });
    } else {
      connection.fence += 1;
      this.watches.set(firmId, iso(run.leaseUntil));
      connection.run = structuredClone({ ...run, leaseUntil: iso(run.leaseUntil) });
      stored.interrupted = held;
    }
    const { interrupted } = stored;
    return Promise.resolve(
      structuredClone({ outcome: 'claimed', connection, ...(interrupted && { interrupted }) }),
    );
  }

  renewRun(claim: RunClaim, changes: Parameters<ConnectionRepository['renewRun']>[1]): Promise<boolean> {
    const stored = this.firms.get(claim.firmId);
    const run = stored?.connection.run;
    if (stored === undefined || !holds(stored.connection, claim) || run?.syncId !== claim.syncId) {
      return Promise.resolve(false);
    }
    const { leaseUntil, ...rest } = changes;
    stored.connection.run = structuredClone({
      ...run,
      ...present(rest),
      leaseUntil: leaseUntil.toISOString(),
    });
    stored.interrupted = undefined;
    return Promise.resolve(true);
  }

  finishRun(claim: RunClaim, result: RunResult): Promise<boolean> {
    const stored = this.firms.get(claim.firmId);
    if (stored === undefined || !holds(stored.connection, claim)) return Promise.resolve(false);
    const { run, trouble: before, ...rest } = stored.connection;
    if ((run ?? rest.lastSync)?.syncId !== claim.syncId) return Promise.resolve(false);
    const { status, watermark, nextFullAt, fullSyncDays, quota, trouble = before } = result;
    stored.connection = structuredClone({
      ...rest,
      lastSync: { syncId: claim.syncId, status, finishedAt: result.finishedAt.toISOString() },
      ...(watermark && { watermark: watermark.toISOString() }),
      ...(nextFullAt && { nextFullAt: nextFullAt.toISOString() }),
      ...(fullSyncDays !== undefined && { fullSyncDays }),
      ...(quota && { quota }),
      ...(trouble && { trouble }),
    });
    stored.interrupted = undefined;
    if (run !== undefined) this.watches.delete(claim.firmId);
    return Promise.resolve(true);
  }

  atWork(now: Date, limit: number): Promise<number> {
    const until = new Date(now.getTime() + LEASE_MINUTES * 60_000).toISOString();
    return Promise.resolve(Math.min(limit, [...this.watches.values()].filter((at) => at <= until).length));
  }

  setDueAt(firmId: string, epoch: number, dueAt: Date): Promise<void> {
    const connection = this.firms.get(firmId)?.connection;
    if (connection?.epoch === epoch && connection.state === 'connected')
      connection.dueAt = dueAt.toISOString();
    return Promise.resolve();
  }

  async dueFirms(input: { until: Date; limit: number; cursor?: string }): Promise<{
    due: { firmId: string; dueAt: string }[];
    cursor?: string;
  }> {
    const [afterFirm, after] =
      input.cursor === undefined ? ['', ''] : decodeCursor(SCOPE, input.cursor, PlaceSchema);
    const until = input.until.toISOString();
    const all = [...this.firms.values()]
      .flatMap(({ connection: { firmId, dueAt } }) => (dueAt === undefined ? [] : [{ firmId, dueAt }]))
      .filter(({ dueAt }) => dueAt <= until)
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
      .filter((row) => sortKey(row) > `${after} ${afterFirm}`);
    const due = all.slice(0, input.limit);
    const last = due.at(-1);
    if (all.length <= input.limit || last === undefined) return Promise.resolve({ due });
    return Promise.resolve({ due, cursor: encodeCursor(SCOPE, [last.firmId, last.dueAt]) });
  }

  async overdue(input: { until: Date; limit: number; cursor?: string | undefined }) {
    const [after] =
      input.cursor === undefined ? [''] : decodeCursor('run-watch', input.cursor, z.tuple([z.string()]));
    const key = (row: { firmId: string; at: string }) => `${row.at} ${row.firmId}`;
    const all = [...this.watches]
      .map(([firmId, at]) => ({ firmId, at }))
      .filter((row) => row.at <= input.until.toISOString() && key(row) > after)
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const watched = all.slice(0, input.limit);
    const last = watched.at(-1);
    if (all.length <= input.limit || last === undefined) return Promise.resolve({ watched });
    return Promise.resolve({ watched, cursor: encodeCursor('run-watch', [key(last)]) });
  }

  settle(firmId: string, at: string, next?: Date): Promise<void> {
    if (this.watches.get(firmId) === at) {
      if (next === undefined) this.watches.delete(firmId);
      else this.watches.set(firmId, next.toISOString());
    }
    return Promise.resolve();
  }

  fenceOff(firmId: string, syncId: string, now: Date): Promise<boolean> {
    const connection = this.firms.get(firmId)?.connection;
    const run = connection?.run;
    if (connection === undefined || run?.syncId !== syncId) return Promise.resolve(false);
    if (Date.parse(run.leaseUntil) >= now.getTime()) return Promise.resolve(false);
    connection.fence += 1;
    return Promise.resolve(true);
  }

  private free({ firmId, practice }: Connection): void {
    if (this.owners.get(practice.tenantId) === firmId) this.owners.delete(practice.tenantId);
  }
}

const sortKey = (row: { firmId: string; dueAt: string }) => `${row.dueAt} ${row.firmId}`;
const iso = (time: string) => new Date(time).toISOString();

function holds(connection: Connection, claim: RunClaim): boolean {
  return connection.epoch === claim.epoch && connection.fence === claim.fence;
}

function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, given]) => given !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
