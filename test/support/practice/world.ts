import type { Client } from '#domain/client/client.ts';
import type { StoredClient } from '#domain/client/ports.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { clientIdOf } from '#domain/ids.ts';
import type { PracticeListRequest, PracticeQuota, PracticeRecord } from '#domain/practice/ports.ts';
import type { FindChangesDeps } from '#domain/sync/find-changes.ts';
import type { ImportPageDeps } from '#domain/sync/import-page.ts';
import type { SyncRun } from '#domain/sync/lease.ts';
import type { Run } from '#domain/sync/run.ts';
import type { ClientChange, SyncIssue } from '#domain/sync/sync.ts';
import { InMemoryAuditLog } from '../fakes/audit-log.ts';
import { InMemoryClientEditLock } from '../fakes/client-edit-lock.ts';
import { InMemoryDuplicateRepository } from '../fakes/duplicate-repository.ts';
import { uuidNo } from './xml.ts';

export const FIRM = '11111111-1111-4111-8111-111111111111';
export const START = new Date('2026-03-10T06:00:00Z');

export const record = (
  index: number,
  fields: Record<string, string> = {},
  contacts: Record<string, string>[] = [],
): PracticeRecord => ({
  fields: { UUID: uuidNo('c', index), Name: `Client ${String(index)}`, ...fields },
  contacts,
});
export const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => record(from + index));
export const idOf = (index: number) => clientIdOf(FIRM, uuidNo('c', index));

/** One answer of the practice: records, then an error if it breaks off. */
export interface Answer {
  records?: Iterable<PracticeRecord>;
  error?: Error;
  quota?: PracticeQuota;
}

async function* nothing(): AsyncGenerator<never> {
  // Nobody of these is looked for by name.
}

interface Kept extends StoredClient {
  client?: Client;
}

/** All ports of Find changes and Import page in memory, with one firm, a clock that only sleeping moves, and a script of answers. */
export class World {
  now = new Date(START);
  clients = new Map<string, Kept>();
  pages = new Map<string, ClientChange[]>();
  issues: SyncIssue[][] = [];
  requests: PracticeListRequest[] = [];
  sleeps: number[] = [];
  renewals: Parameters<FindChangesDeps['connections']['renewRun']>[1][] = [];
  leaseLost = false;
  tokenExpiresAt = new Date(START.getTime() + 1_800_000);
  looks = { stored: 0, byIds: [] as number[] };
  writes: string[] = [];
  random = 0.5;
  readonly lock = new InMemoryClientEditLock();
  connection: Connection;
  run: SyncRun = {
    firmId: FIRM,
    syncId: 'sync-1',
    epoch: 1,
    fence: 1,
    mode: 'full',
    modifiedSince: null,
    startedAt: START.toISOString(),
  };
  /** What a delta and what the whole list answers; the last answer of each repeats. */
  delta: Answer[] = [{}];
  list: Answer[] = [{}];

  constructor() {
    const run: Run = {
      syncId: 'sync-1',
      trigger: 'manual',
      requestedMode: 'auto',
      phase: 'running',
      startedAt: START.toISOString(),
      leaseUntil: START.toISOString(),
      progress: { written: 0 },
    };
    this.connection = {
      firmId: FIRM,
      state: 'connected',
      epoch: 1,
      fence: 1,
      practice: { tenantId: 'tenant-1', connectionId: 'connection-1', name: null },
      connectedBy: { userId: 'u', name: 'Ada' },
      connectedAt: '2026-01-01T00:00:00.000Z',
      run,
    };
  }

  deps(): FindChangesDeps & ImportPageDeps {
    return {
      clock: { now: () => this.now },
      random: () => this.random,
      sleep: (milliseconds) => {
        this.sleeps.push(milliseconds);
        this.now = new Date(this.now.getTime() + milliseconds);
        return Promise.resolve();
      },
      gateway: {
        listClients: (request) => this.answer(request),
      },
      connections: {
        get: () => Promise.resolve(this.connection),
        renewRun: (_, changes) => {
          this.renewals.push(changes);
          return Promise.resolve(!this.leaseLost);
        },
      },
      tokens: {
        load: () => {
          const tokens = {
            accessToken: 'token-1',
            refreshToken: 'r',
            accessTokenExpiresAt: this.tokenExpiresAt,
          };
          return Promise.resolve({ tokens, version: 1 });
        },
      },
      clients: {
        get: (_, clientId) => Promise.resolve(this.clients.get(clientId)?.client),
        stored: () => this.allStored(),
        storedByIds: (_, ids) => {
          this.looks.byIds.push(ids.length);
          return Promise.resolve(ids.flatMap((id) => this.clients.get(id) ?? []));
        },
        held: (_, clientId) => {
          const client = this.clients.get(clientId)?.client;
          return Promise.resolve(client && { kind: 'client', client });
        },
        likenesses: () => nothing(),
        named: () => Promise.resolve([]),
        link: () => Promise.resolve('written'),
        countSynced: () =>
          Promise.resolve(
            [...this.clients.values()].filter(({ archived, xpmUuid }) => !archived && xpmUuid !== undefined)
              .length,
          ),
        putSynced: (_, client, hash) => {
          this.writes.push(`put ${client.clientId}`);
          const { clientId, xpmUuid = '' } = client;
          this.clients.set(clientId, { clientId, xpmUuid, archived: false, hash, client });
          return Promise.resolve('written');
        },
        archiveSynced: (_, clientId) => {
          this.writes.push(`archive ${clientId}`);
          const kept = this.clients.get(clientId);
          if (kept !== undefined) kept.archived = true;
          return Promise.resolve('written');
        },
      },
      pages: {
        put: (_, __, page, changes) => {
          this.pages.set(String(page), [...changes]);
          return Promise.resolve();
        },
        get: (_, __, page) => Promise.resolve(this.pages.get(String(page))),
      },
      lock: this.lock,
      duplicates: new InMemoryDuplicateRepository(),
      audit: new InMemoryAuditLog(),
      syncs: {
        putIssues: (_, __, part, issues) => {
          this.issues[part] = [...issues];
          return Promise.resolve();
        },
      },
    };
  }

  /** What the pages that count hold. */
  changes(pages: number): ClientChange[] {
    return Array.from({ length: pages }, (_, page) => this.pages.get(String(page)) ?? []).flat();
  }

  private async *answer(
    request: PracticeListRequest,
  ): AsyncGenerator<PracticeRecord, PracticeQuota, undefined> {
    this.requests.push(request);
    const script = request.modifiedSince === undefined ? this.list : this.delta;
    const answer = script.length > 1 ? script.shift() : script[0];
    yield* answer?.records ?? [];
    await Promise.resolve();
    if (answer?.error !== undefined) throw answer.error;
    return answer?.quota ?? { dayRemaining: 4000, minuteRemaining: 50 };
  }

  private async *allStored(): AsyncGenerator<StoredClient> {
    this.looks.stored += 1;
    await Promise.resolve();
    yield* this.clients.values();
  }
}
