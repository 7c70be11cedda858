import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import type { SyncPage, SyncRepository } from '#domain/sync/ports.ts';
import type { Sync, SyncIssue } from '#domain/sync/sync.ts';
import * as z from 'zod';

export class InMemorySyncRepository implements SyncRepository {
  private readonly syncs = new Map<string, Map<string, Sync>>();
  private readonly parts = new Map<string, SyncIssue[][]>();

  put(firmId: string, sync: Sync): Promise<void> {
    this.of(firmId).set(sync.syncId, structuredClone(sync));
    return Promise.resolve();
  }

  get(firmId: string, syncId: string): Promise<Sync | undefined> {
    return Promise.resolve(structuredClone(this.of(firmId).get(syncId)));
  }

  async list(
    firmId: string,
    { limit, cursor, status, trigger }: SyncPage,
  ): Promise<{ syncs: Sync[]; cursor?: string }> {
    const scope = `syncs ${firmId} ${String(status)} ${String(trigger)}`;
    const before = cursor === undefined ? undefined : decodeCursor(scope, cursor, z.tuple([z.string()]))[0];
    const all = [...this.of(firmId).values()]
      .filter(({ syncId }) => before === undefined || syncId < before)
      .filter((sync) => status === undefined || sync.status === status)
      .filter((sync) => trigger === undefined || sync.trigger === trigger)
      .sort((a, b) => (a.syncId > b.syncId ? -1 : 1));
    const syncs = structuredClone(all.slice(0, limit));
    const last = syncs.at(-1);
    if (all.length <= limit || last === undefined) return Promise.resolve({ syncs });
    return Promise.resolve({ syncs, cursor: encodeCursor(scope, [last.syncId]) });
  }

  putIssues(firmId: string, syncId: string, part: number, issues: readonly SyncIssue[]): Promise<void> {
    const key = `${firmId} ${syncId}`;
    const parts = part === 0 ? [] : (this.parts.get(key) ?? []);
    parts[part] = structuredClone([...issues]);
    this.parts.set(key, parts);
    return Promise.resolve();
  }

  async issues(
    firmId: string,
    syncId: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ issues: SyncIssue[]; cursor?: string }> {
    const scope = `issues ${firmId} ${syncId}`;
    const [from] = page.cursor === undefined ? [0] : decodeCursor(scope, page.cursor, z.tuple([z.number()]));
    const all = (this.parts.get(`${firmId} ${syncId}`) ?? []).flat();
    const issues = structuredClone(all.slice(from, from + page.limit));
    if (from + page.limit >= all.length) return Promise.resolve({ issues });
    return Promise.resolve({ issues, cursor: encodeCursor(scope, [from + page.limit]) });
  }

  private of(firmId: string): Map<string, Sync> {
    const syncs = this.syncs.get(firmId) ?? new Map<string, Sync>();
    this.syncs.set(firmId, syncs);
    return syncs;
  }
}
