import type {
  PracticeGateway,
  PracticeListRequest,
  PracticeQuota,
  PracticeRecord,
} from '#domain/practice/ports.ts';
import type { Clock } from '#domain/system.ts';

/** A practice that is edited while syncs go by; a delta shows what was touched since, unless the edit was `silent`. */
export class ScriptedPractice implements PracticeGateway {
  readonly requests: PracticeListRequest[] = [];
  /** Thrown by the next requests, before anything was listed. */
  readonly failures: Error[] = [];
  /** Called once, when half of the next list was read. */
  halfWay: (() => Promise<unknown>) | undefined;
  private readonly listed = new Map<string, { record: PracticeRecord; at: number }>();

  constructor(private readonly clock: Clock) {}

  put(records: readonly PracticeRecord[], silent = false): void {
    for (const record of records) {
      const at = silent ? 0 : this.clock.now().getTime();
      const { UUID = `without UUID ${String(this.listed.size)}` } = record.fields;
      this.listed.set(UUID, { record, at });
    }
  }

  get size(): number {
    return this.listed.size;
  }

  remove(records: readonly PracticeRecord[]): void {
    for (const { fields } of records) this.listed.delete(fields['UUID'] ?? '');
  }

  async *listClients(request: PracticeListRequest): AsyncGenerator<PracticeRecord, PracticeQuota, undefined> {
    this.requests.push(request);
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const since = request.modifiedSince?.getTime() ?? 0;
    const records = [...this.listed.values()].filter(({ at }) => at >= since).map(({ record }) => record);
    for (const [index, record] of records.entries()) {
      if (index === Math.floor(records.length / 2)) await this.interrupt();
      yield record;
    }
    return { dayRemaining: 4000, minuteRemaining: 50 };
  }

  private async interrupt(): Promise<void> {
    const act = this.halfWay;
    this.halfWay = undefined;
    await act?.();
  }
}
