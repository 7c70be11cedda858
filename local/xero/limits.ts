import { createHash } from 'node:crypto';
import type { Settings } from './model.ts';

export type LimitProblem = 'minute' | 'day' | 'concurrent' | 'appminute';

export interface Usage {
  headers: Record<string, string>;
  problem?: LimitProblem;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Fixed windows that begin at another moment for each tenant, and what is under way at once. */
export class RateLimits {
  private readonly used = new Map<string, number>();
  private readonly underWay = new Map<string, number>();
  readonly highest = new Map<string, number>();
  private readonly now: () => number;
  private readonly limits: () => Settings['limits'];

  constructor(now: () => number, limits: () => Settings['limits']) {
    this.now = now;
    this.limits = limits;
  }

  /** Counts a request of the app; the only counter a refused tenant's answer shows. */
  takeApp(): Usage {
    const headers = { 'X-AppMinLimit-Remaining': String(this.take('app', MINUTE, this.limits().appMinute)) };
    return this.left('app', MINUTE, this.limits().appMinute) < 0
      ? { headers: { ...headers, ...this.refusal('appminute', 'app', MINUTE) }, problem: 'appminute' }
      : { headers };
  }

  /** Counts a request for a tenant, or says which limit forbids it: refused requests are not counted. */
  takeTenant(tenantId: string): Usage {
    const { minute, day, concurrent } = this.limits();
    const minutesKey = `minute ${tenantId}`;
    const daysKey = `day ${tenantId}`;
    const problem: LimitProblem | undefined =
      (this.underWay.get(tenantId) ?? 0) >= concurrent
        ? 'concurrent'
        : this.left(daysKey, DAY, day) <= 0
          ? 'day'
          : this.left(minutesKey, MINUTE, minute) <= 0
            ? 'minute'
            : undefined;
    if (!problem) {
      this.take(minutesKey, MINUTE, minute);
      this.take(daysKey, DAY, day);
    }
    const headers = {
      'X-DayLimit-Remaining': String(Math.max(0, this.left(daysKey, DAY, day))),
      'X-MinLimit-Remaining': String(Math.max(0, this.left(minutesKey, MINUTE, minute))),
    };
    if (!problem) return { headers };
    const [key, window] = problem === 'day' ? [daysKey, DAY] : [minutesKey, MINUTE];
    return { headers: { ...headers, ...this.refusal(problem, key, window) }, problem };
  }

  enter(tenantId: string): () => void {
    const count = (this.underWay.get(tenantId) ?? 0) + 1;
    this.underWay.set(tenantId, count);
    this.highest.set(tenantId, Math.max(count, this.highest.get(tenantId) ?? 0));
    return () => this.underWay.set(tenantId, (this.underWay.get(tenantId) ?? 1) - 1);
  }

  private refusal(problem: LimitProblem, key: string, window: number): Record<string, string> {
    if (problem === 'concurrent') return { 'X-Rate-Limit-Problem': problem };
    const left = window - ((this.now() + offset(key, window)) % window);
    return { 'X-Rate-Limit-Problem': problem, 'Retry-After': String(Math.ceil(left / 1000)) };
  }

  private take(key: string, window: number, limit: number): number {
    const slot = this.slot(key, window);
    this.used.set(slot, (this.used.get(slot) ?? 0) + 1);
    return Math.max(0, this.left(key, window, limit));
  }

  private left(key: string, window: number, limit: number): number {
    return limit - (this.used.get(this.slot(key, window)) ?? 0);
  }

  private slot(key: string, window: number): string {
    return `${key} ${String(Math.floor((this.now() + offset(key, window)) / window))}`;
  }
}

const offset = (key: string, window: number) =>
  createHash('sha256').update(key).digest().readUInt32BE() % window;
