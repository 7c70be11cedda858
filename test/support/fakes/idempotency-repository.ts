import type { IdempotencyRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import { FakeClock } from './system.ts';

const DAY_MS = 24 * 60 * 60_000;

export class InMemoryIdempotencyRepository implements IdempotencyRepository {
  private readonly kept = new Map<string, { result: string; request: string; until: number }>();

  constructor(private readonly clock: Clock = new FakeClock()) {}

  remember(
    firmId: string,
    key: string,
    request: string,
    result: string,
  ): Promise<{ result: string; sameRequest: boolean }> {
    const found = this.at(firmId, key);
    if (found !== undefined) {
      return Promise.resolve({ result: found.result, sameRequest: found.request === request });
    }
    this.kept.set(`${firmId} ${key}`, { result, request, until: this.clock.now().getTime() + DAY_MS });
    return Promise.resolve({ result, sameRequest: true });
  }

  find(firmId: string, key: string): Promise<{ result: string; request: string } | undefined> {
    return Promise.resolve(this.at(firmId, key));
  }

  private at(firmId: string, key: string): { result: string; request: string } | undefined {
    const found = this.kept.get(`${firmId} ${key}`);
    if (found === undefined || found.until <= this.clock.now().getTime()) return undefined;
    return { result: found.result, request: found.request };
  }
}
