/** setTimeout fires at once above 24.8 days, and stands still while a machine sleeps: so in short steps. */
const LONGEST_STEP_MS = 60_000;

export async function sleepUntil(
  time: number,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const left = time - now();
    if (left <= 0) return;
    await step(Math.min(left, LONGEST_STEP_MS), signal);
  }
}

function step(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** The promise's outcome, or the signal's reason if that comes first; a late outcome is dropped. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** As Promise.all over the items, at most `limit` at a time; the first failure aborts the others. */
export async function inParallel<T, R>(
  items: T[],
  limit: number,
  parent: AbortSignal,
  work: (item: T, index: number, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([parent, stop.signal]);
  const results: R[] = new Array<R>(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index, signal);
  };
  const lanes = Array.from({ length: Math.min(limit, items.length) }, worker);
  try {
    await Promise.all(lanes);
    return results;
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(lanes);
    throw error;
  }
}
