import type { SyncExecutionInput, SyncLauncher } from '#domain/sync/ports.ts';

export class RecordingSyncLauncher implements SyncLauncher {
  readonly started: SyncExecutionInput[] = [];
  readonly stopped: { syncId: string; reason: string }[] = [];
  /** Thrown by the next start. */
  failNextStart: Error | undefined;

  start(input: SyncExecutionInput): Promise<void> {
    const failure = this.failNextStart;
    this.failNextStart = undefined;
    if (failure !== undefined) return Promise.reject(failure);
    if (!this.started.some(({ syncId }) => syncId === input.syncId))
      this.started.push(structuredClone(input));
    return Promise.resolve();
  }

  stop(syncId: string, reason: string): Promise<void> {
    this.stopped.push({ syncId, reason });
    return Promise.resolve();
  }
}
