import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'node:http';

/** In all, from the first byte sent to the last byte read; a slow drip never trips a socket's own time-out. */
export const DEADLINE_MILLISECONDS = 10_000;
/** A token answer is 3 KB, a connection 400 bytes; a user with 1,000 connections stays below. */
export const ANSWER_LIMIT_BYTES = 1024 * 1024;
const LOOK_MILLISECONDS = 50;

/** Ours, for whoever maps it: the exchange did not keep to its bounds. */
export class LimitError extends Error {}

/** The requests that one operation sends, watched from outside the libraries that send them. */
class Watch {
  readonly broken: Promise<never>;
  readonly #requests: { request: ClientRequest; before: number | undefined }[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #fail: (error: LimitError) => void = () => undefined;

  constructor(deadlineMilliseconds: number) {
    this.broken = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.#timers.push(
      setTimeout(() => {
        this.#stop('too slow');
      }, deadlineMilliseconds),
      setInterval(() => {
        this.#look();
      }, LOOK_MILLISECONDS),
    );
  }

  add(request: ClientRequest): void {
    this.#requests.push({ request, before: undefined });
    watched.add(request);
    // A second request of one operation is a followed redirect.
    if (this.#requests.length > 1) this.#stop('redirected');
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { request } of this.#requests) request.destroy();
  }

  #look(): void {
    for (const entry of this.#requests) {
      const read = entry.request.socket?.bytesRead ?? 0;
      // A socket that is used again has counted earlier answers.
      entry.before ??= entry.request.reusedSocket ? read : 0;
      if (read - entry.before > ANSWER_LIMIT_BYTES) this.#stop('too large');
    }
  }

  #stop(reason: string): void {
    const error = new LimitError(reason);
    this.#fail(error);
    for (const { request } of this.#requests) request.destroy(error);
  }
}

const current = new AsyncLocalStorage<Watch>();
const watched = new WeakSet<ClientRequest>();

subscribe('http.client.request.start', (message) => {
  const watch = current.getStore();
  if (watch === undefined || typeof message !== 'object' || message === null) return;
  if ('request' in message && message.request instanceof ClientRequest) watch.add(message.request);
});

/** Published with the head of an answer, before any library sees it: without a target no redirect can be followed. */
subscribe('http.client.response.finish', (message) => {
  if (typeof message !== 'object' || message === null) return;
  if (!('request' in message) || !(message.request instanceof ClientRequest)) return;
  if (!('response' in message) || !(message.response instanceof IncomingMessage)) return;
  if (watched.has(message.request)) delete message.response.headers.location;
});

/**
 * Bounds an operation that has no bounds of its own: openid-client's time-out is that of a silent socket, and it takes
 * no option for how large an answer may be.
 */
export async function withinLimits<T>(
  work: () => Promise<T>,
  deadlineMilliseconds = DEADLINE_MILLISECONDS,
): Promise<T> {
  const watch = new Watch(deadlineMilliseconds);
  try {
    return await Promise.race([current.run(watch, work), watch.broken]);
  } finally {
    watch.end();
  }
}
