import type { Client } from '#domain/client/client.ts';
import { decideDuplicate, type DuplicateAction } from '#domain/duplicate/decide.ts';
import { findChanges, type FoundChanges } from '#domain/sync/find-changes.ts';
import { importPage } from '#domain/sync/import-page.ts';
import type { SyncRun } from '#domain/sync/lease.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { aConnection, aRun, FIRM_ID } from './builders.ts';
import { InMemoryAuditLog } from './fakes/audit-log.ts';
import { InMemoryChangePageRepository } from './fakes/change-page-repository.ts';
import { InMemoryClientEditLock } from './fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from './fakes/client-repository.ts';
import { InMemoryConnectionRepository } from './fakes/connection-repository.ts';
import { InMemoryDuplicateRepository } from './fakes/duplicate-repository.ts';
import { InMemorySyncRepository } from './fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from './fakes/system.ts';

const ADA = { userId: 'ada', name: 'User ada' };

/** A connected firm with its clients in memory: syncs of given lists, and what an admin decides between them. */
export class DuplicateWorld {
  readonly clock = new FakeClock();
  readonly clients = new InMemoryClientRepository();
  readonly connections = new InMemoryConnectionRepository();
  readonly duplicates = new InMemoryDuplicateRepository();
  readonly audit = new InMemoryAuditLog();
  readonly syncs = new InMemorySyncRepository();
  readonly lock = new InMemoryClientEditLock();
  readonly ids = new SequentialIds();
  readonly pages = new InMemoryChangePageRepository();
  readonly sleep = this.clock.sleep;
  /** Removals of the last sync wait for an approval. */
  held = false;
  private fence = 0;
  private listed: PracticeRecord[] = [];

  constructor() {
    this.connections.seed(aConnection({ fence: 0 }));
  }

  async addByHand(clientId: string, name: string, email?: string): Promise<Client> {
    const updatedAt = '2026-01-01T00:00:00.000Z';
    const contacts = email === undefined ? [] : [{ contactId: 'c', name: 'Ann', email, isPrimary: true }];
    const client: Client = { clientId, name, status: 'client', contacts, updatedAt };
    await this.clients.putByHand(FIRM_ID, client, 0);
    return client;
  }

  /** As Find changes hands it over; nothing is imported yet. */
  async find(listed: PracticeRecord[], options: SyncOptions = {}) {
    this.fence += 1;
    this.listed = listed;
    this.connections.seed(
      aConnection({ fence: this.fence, run: aRun({ syncId: `S${String(this.fence)}` }) }),
    );
    const run: SyncRun = {
      firmId: FIRM_ID,
      syncId: `S${String(this.fence)}`,
      epoch: 1,
      fence: this.fence,
      mode: options.delta === true ? 'delta' : 'full',
      modifiedSince: options.delta === true ? '2026-01-01T00:00:00.000Z' : null,
      startedAt: this.clock.now().toISOString(),
    };
    const outcome = await findChanges(this.deps(), { run, waits: 0, requests: 0 });
    if (!('found' in outcome)) throw new Error(`unexpected ${outcome.next}`);
    return { run, found: outcome.found };
  }

  async import({ run, found }: { run: SyncRun; found: FoundChanges }): Promise<void> {
    for (let page = 0; page < found.pages; page += 1) {
      await importPage(this.deps(), { run, page, pages: found.pages, toWrite: 0, written: 0 });
    }
  }

  /** The lease is given back. */
  end(status = 'succeeded'): void {
    const finishedAt = this.clock.now().toISOString();
    const lastSync = { syncId: `S${String(this.fence)}`, status, finishedAt };
    this.connections.seed(aConnection({ fence: this.fence, lastSync }));
  }

  async sync(listed: PracticeRecord[], options: SyncOptions = {}): Promise<FoundChanges> {
    const sync = await this.find(listed, options);
    await this.import(sync);
    this.held = sync.found.counts.held > 0;
    this.end(this.held ? 'held' : 'succeeded');
    return sync.found;
  }

  decide(duplicateId: string, action: DuplicateAction) {
    return decideDuplicate(this, FIRM_ID, duplicateId, action, ADA);
  }

  /** Of all that were found, in the order of their finding. */
  found(status?: string) {
    return this.duplicates.all().filter((each) => status === undefined || each.status === status);
  }

  async issueCodes(): Promise<string[]> {
    const { issues } = await this.syncs.issues(FIRM_ID, `S${String(this.fence)}`, { limit: 200 });
    return issues.map(({ code }) => code);
  }

  client = (clientId: string) => this.clients.get(FIRM_ID, clientId);

  /** All of them, each under its own id. */
  async all(): Promise<Client[]> {
    const all: Client[] = [];
    for await (const client of this.clients.all(FIRM_ID)) all.push(client);
    return all.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  }

  private deps() {
    const listed = () => this.listed;
    return {
      ...this.ports(),
      random: () => 0.5,
      gateway: {
        async *listClients() {
          await Promise.resolve();
          yield* listed();
          return { dayRemaining: null, minuteRemaining: null };
        },
      },
      connections: {
        get: (firmId: string) => this.connections.get(firmId),
        renewRun: () => Promise.resolve(true),
      },
      tokens: {
        load: () => {
          const accessTokenExpiresAt = new Date(this.clock.now().getTime() + 1_800_000);
          return Promise.resolve({
            tokens: { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt },
            version: 1,
          });
        },
      },
    };
  }

  private ports() {
    const { clients, duplicates, lock, audit, syncs, pages, clock, sleep } = this;
    return { clients, duplicates, lock, audit, syncs, pages, clock, sleep };
  }
}

interface SyncOptions {
  delta?: boolean;
}
