import type { Retrier } from './definition.ts';

/** A failure with the name that ErrorEquals is compared with. */
export class StateError extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.name = 'StateError';
    this.error = error;
    this.cause = cause;
  }
}

/** Ends a run from outside: stopped, out of time, or its process is closing. Nothing catches it. */
export class RunEnded extends Error {
  readonly status: 'ABORTED' | 'TIMED_OUT' | 'CLOSED';
  readonly error: string | undefined;
  readonly reason: string | undefined;

  constructor(status: 'ABORTED' | 'TIMED_OUT' | 'CLOSED', error?: string, reason?: string) {
    super(status);
    this.status = status;
    this.error = error;
    this.reason = reason;
  }
}

export function toStateError(thrown: unknown): StateError {
  if (thrown instanceof StateError) return thrown;
  if (thrown instanceof Error) return new StateError(thrown.name, thrown.message);
  return new StateError('States.TaskFailed', String(thrown));
}

const UNCATCHABLE_BY_ALL = new Set(['States.Runtime', 'States.DataLimitExceeded']);

export function matchesError(errorEquals: string[], error: string): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (UNCATCHABLE_BY_ALL.has(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
}

/** Milliseconds before attempt `attempt` (0 = the first retry), or undefined when the retrier has given up. */
export function retryDelay(retrier: Retrier, attempt: number, random: () => number): number | undefined {
  const {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxAttempts = 3,
    MaxDelaySeconds = Infinity,
    JitterStrategy,
  } = retrier;
  if (attempt >= MaxAttempts) return undefined;
  const delay = Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds) * 1000;
  return JitterStrategy === 'FULL' ? delay * random() : delay;
}

const DATA_LIMIT_BYTES = 256 * 1024;

/** Returns the value, or throws as Step Functions does when a state's data is above 256 KiB of JSON. */
export function withinLimit<T>(value: T, what: string): T {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes <= DATA_LIMIT_BYTES) return value;
  throw new StateError(
    'States.DataLimitExceeded',
    `${what} is ${String(bytes)} bytes of JSON, above ${String(DATA_LIMIT_BYTES)}`,
  );
}
