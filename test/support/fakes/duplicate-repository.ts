import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import type { DuplicateRecord } from '#domain/duplicate/duplicate.ts';
import type { DuplicateQuery, DuplicateRepository } from '#domain/duplicate/ports.ts';
import * as z from 'zod';

export class InMemoryDuplicateRepository implements DuplicateRepository {
  private readonly kept = new Map<string, DuplicateRecord>();

  record(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    const key = `${firmId} ${duplicate.duplicateId}`;
    if (!this.kept.has(key)) this.kept.set(key, structuredClone(duplicate));
    return Promise.resolve(structuredClone(this.kept.get(key)!));
  }

  get(firmId: string, duplicateId: string): Promise<DuplicateRecord | undefined> {
    return Promise.resolve(structuredClone(this.kept.get(`${firmId} ${duplicateId}`)));
  }

  save(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord | undefined> {
    const key = `${firmId} ${duplicate.duplicateId}`;
    if (this.kept.get(key)?.version !== duplicate.version) return Promise.resolve(undefined);
    const next = { ...duplicate, version: duplicate.version + 1 };
    this.kept.set(key, structuredClone(next));
    return Promise.resolve(next);
  }

  async list(firmId: string, { status, limit, cursor }: DuplicateQuery) {
    const scope = `duplicates ${firmId} ${status}`;
    const after = cursor === undefined ? '' : decodeCursor(scope, cursor, z.tuple([z.string()]))[0];
    const found = [...this.kept]
      .filter(([key, duplicate]) => key.startsWith(`${firmId} `) && duplicate.status === status)
      .map(([, duplicate]) => {
        const shown = structuredClone(duplicate);
        delete shown.before;
        return shown;
      })
      .filter(({ duplicateId }) => duplicateId > after)
      .sort((a, b) => (a.duplicateId < b.duplicateId ? -1 : 1));
    const duplicates = found.slice(0, limit);
    const last = duplicates.at(-1);
    if (found.length <= limit || last === undefined) return Promise.resolve({ duplicates });
    return Promise.resolve({ duplicates, cursor: encodeCursor(scope, [last.duplicateId]) });
  }

  all(): DuplicateRecord[] {
    return structuredClone([...this.kept.values()]);
  }
}
