import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { InvokeFunction } from '../aws/service.ts';
import { nameFrom } from './lambda.ts';
import type { Collection, StateStore } from '../state-store.ts';

const InvocationSchema = z.object({
  functionArn: z.string(),
  event: z.unknown(),
  attempt: z.number(),
  /** In ms since the epoch. */
  dueAt: z.number(),
});
type Invocation = z.infer<typeof InvocationSchema>;

/** Lambda's waits before the second and the third attempt. */
const RETRY_AFTER_MS = [60_000, 120_000];

export interface AsyncInvocationsOptions {
  readonly state: StateStore;
  readonly invoke: InvokeFunction;
  readonly retryAfterMs?: readonly number[] | undefined;
}

/** Lambda's queue of asynchronous events: kept on disk until the function took the event or failed three times. */
export class AsyncInvocations {
  private readonly queue: Collection<Invocation>;
  private readonly retryLimits = new Map<string, number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(private readonly options: AsyncInvocationsOptions) {
    this.queue = options.state.collection('async-invocations', InvocationSchema);
  }

  limitRetries(functionNameOrArn: string, maximum: number): void {
    this.retryLimits.set(nameFrom(functionNameOrArn), maximum);
  }

  /** Goes on with what a killed process had accepted. */
  resume(): void {
    for (const [id] of this.queue.entries()) this.schedule(id);
  }

  send(functionArn: string, event: unknown): void {
    const id = randomUUID();
    this.queue.set(id, { functionArn, event, attempt: 1, dueAt: Date.now() });
    this.schedule(id);
  }

  /** Resolves once every event that was due has been tried. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private schedule(id: string): void {
    const invocation = this.queue.get(id);
    if (invocation === undefined || this.closed) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        const attempt = this.attempt(id, invocation).finally(() => this.running.delete(attempt));
        this.running.add(attempt);
      },
      Math.max(0, invocation.dueAt - Date.now()),
    );
    this.timers.add(timer);
  }

  private async attempt(id: string, invocation: Invocation): Promise<void> {
    try {
      await this.options.invoke(invocation.functionArn, invocation.event);
      this.queue.delete(id);
    } catch {
      // the function's log tells why; an ended platform leaves the event for the next start
      if (this.closed) return;
      const waits = this.options.retryAfterMs ?? RETRY_AFTER_MS;
      const wait = waits[invocation.attempt - 1];
      const retries = this.retryLimits.get(nameFrom(invocation.functionArn)) ?? waits.length;
      if (wait === undefined || invocation.attempt > retries) {
        this.queue.delete(id);
        return;
      }
      this.queue.set(id, { ...invocation, attempt: invocation.attempt + 1, dueAt: Date.now() + wait });
      this.schedule(id);
    }
  }
}
