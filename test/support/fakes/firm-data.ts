import type { FirmEraser, FirmReader } from '#domain/firm/ports.ts';

const EXPORTED = ['FIRM', 'USER', 'CLIENT', 'SYNC', 'ISSUES', 'DUPLICATE', 'DISMISSED'];
const PAGE = 50;

interface Entry {
  kind: string;
  id: string;
  record: object;
}

/** All that is kept of firms, without the rules of any of it. */
export class InMemoryFirmData implements FirmEraser, FirmReader {
  private readonly entries = new Map<string, Entry[]>();
  readonly connections = new Map<string, { state: string; cleanupPending: boolean }>();
  /** Calls until one fails, as when a function is killed. */
  callsLeft = Infinity;

  put(firmId: string, kind: string, id: string, record: object = {}): void {
    this.entries.set(firmId, [...this.of(firmId), { kind, id, record }]);
  }

  names(firmId: string): string[] {
    return this.of(firmId).map(({ kind, id }) => [kind, id].filter(Boolean).join('#'));
  }

  eraseConnection(firmId: string): Promise<boolean> {
    return this.step(() => {
      const connection = this.connections.get(firmId);
      if (connection?.state === 'connected' || connection?.cleanupPending === true) return false;
      this.connections.delete(firmId);
      return true;
    });
  }

  eraseUser(firmId: string, userId: string): Promise<void> {
    return this.step(() => {
      this.keep(firmId, ({ kind, id }) => kind !== 'USER' || id !== userId);
    });
  }

  eraseRecords(firmId: string, limit: number): Promise<{ erased: number; left: boolean }> {
    return this.step(() => {
      const records = this.of(firmId).filter(({ kind }) => kind !== 'FIRM');
      const erased = records.slice(0, limit);
      this.keep(firmId, (entry) => !erased.includes(entry));
      return { erased: erased.length, left: records.length > limit };
    });
  }

  eraseFirm(firmId: string): Promise<void> {
    return this.step(() => {
      this.keep(firmId, ({ kind }) => kind !== 'FIRM');
    });
  }

  page(firmId: string, cursor: string | undefined) {
    const from = Number(cursor ?? 0);
    const records = this.of(firmId)
      .slice(from, from + PAGE)
      .filter(({ kind }) => EXPORTED.includes(kind))
      .map(({ kind, id, record }) => ({ kind, id, ...record }));
    const isLast = from + PAGE >= this.of(firmId).length;
    return Promise.resolve(isLast ? { records } : { records, cursor: String(from + PAGE) });
  }

  private of(firmId: string): Entry[] {
    return this.entries.get(firmId) ?? [];
  }

  private keep(firmId: string, test: (entry: Entry) => boolean): void {
    this.entries.set(firmId, this.of(firmId).filter(test));
  }

  private step<T>(act: () => T): Promise<T> {
    this.callsLeft -= 1;
    return this.callsLeft < 0 ? Promise.reject(new Error('killed')) : Promise.resolve(act());
  }
}
