import { XeroUnavailableError } from '../connection/errors.ts';
import { PracticeAnswerError, RateLimitedError } from '../practice/errors.ts';
import type { PracticeGateway, PracticeQuota, PracticeRecord } from '../practice/ports.ts';
import type { Clock, Sleep } from '../system.ts';

export interface ListReaderDeps {
  gateway: PracticeGateway;
  clock: Clock;
  sleep: Sleep;
  /** 0 to 1; spreads repetitions. */
  random: () => number;
}

/** Failures and short pauses of one list, together below 5 requests. */
const MAX_FAILURES = 3;
const MAX_PAUSES = 3;
const MAX_REQUESTS = 5;
/** A longer pause is cheaper outside the function. */
const MAX_PAUSE_SECONDS = 10;
const BACKOFF_MS = 2_000;
/** Less time than this is not worth a request. */
const MIN_LEFT_MS = 30_000;

/** Asks for a practice's list until one answer was complete, within bounds of requests and time. */
export class ListReader {
  private sent: number;
  private remaining: PracticeQuota = { dayRemaining: null, minuteRemaining: null };

  constructor(
    private readonly deps: ListReaderDeps,
    private readonly access: { accessToken: string; tenantId: string },
    private readonly until: Date,
    requestsBefore: number,
  ) {
    this.sent = requestsBefore;
  }

  /** Requests sent so far, those before this reader included. */
  get requests(): number {
    return this.sent;
  }

  get quota(): PracticeQuota {
    return this.remaining;
  }

  /** `attempt` gets the records of one answer and starts from nothing whenever it is called again. */
  async read<T>(
    modifiedSince: Date | undefined,
    attempt: (records: AsyncIterable<PracticeRecord>) => Promise<T>,
    maxFailures = MAX_FAILURES,
  ): Promise<T> {
    let failures = 0;
    let pauses = 0;
    for (;;) {
      try {
        return await attempt(this.records(modifiedSince));
      } catch (error) {
        const pause = shortPause(error);
        if (pause === undefined && !isPassing(error)) throw error;
        if (pause === undefined) failures += 1;
        else pauses += 1;
        const used = failures >= maxFailures || pauses > MAX_PAUSES || failures + pauses >= MAX_REQUESTS;
        const wait = pause ?? this.deps.random() * BACKOFF_MS * 2 ** failures;
        if (used || this.left() - wait < MIN_LEFT_MS) throw error;
        await this.deps.sleep(pause === undefined ? wait : wait + this.deps.random() * 1000);
      }
    }
  }

  private async *records(modifiedSince: Date | undefined): AsyncGenerator<PracticeRecord> {
    this.sent += 1;
    this.remaining = yield* this.deps.gateway.listClients({
      ...this.access,
      ...(modifiedSince === undefined ? {} : { modifiedSince }),
      maxMilliseconds: this.left(),
    });
  }

  private left(): number {
    return this.until.getTime() - this.deps.clock.now().getTime();
  }
}

function shortPause(error: unknown): number | undefined {
  const short = error instanceof RateLimitedError && error.retryAfterSeconds <= MAX_PAUSE_SECONDS;
  return short ? error.retryAfterSeconds * 1000 : undefined;
}

/** What may be gone a moment later; a list beyond all bounds stays one. */
export function isPassing(error: unknown): boolean {
  if (error instanceof PracticeAnswerError) return error.reason !== 'too-large';
  return error instanceof XeroUnavailableError;
}
