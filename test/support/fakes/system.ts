import type { Clock, IdSource, Sleep } from '#domain/system.ts';

/** Stands still until it is moved. */
export class FakeClock implements Clock {
  private time: number;

  constructor(start = '2026-03-02T18:00:00.000Z') {
    this.time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.time);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** A sleep that moves this clock instead of waiting. */
  readonly sleep: Sleep = (milliseconds) => {
    this.advance(milliseconds);
    return Promise.resolve();
  };
}

/** Counts: the same ids in every run of a test, none of them twice. */
export class SequentialIds implements IdSource {
  private count = 0;

  uuid(): string {
    this.count += 1;
    return `00000000-0000-4000-8000-${String(this.count).padStart(12, '0')}`;
  }

  secret(bytes: number): string {
    this.count += 1;
    const random = Buffer.alloc(bytes);
    random.writeUIntBE(this.count, Math.max(0, bytes - 6), Math.min(6, bytes));
    return random.toString('base64url');
  }
}
