import type { SyncRecord } from '../api/types.ts';

type Status = SyncRecord['status'];
const AT_WORK: ReadonlySet<Status> = new Set(['queued', 'running', 'waiting']);

export function isAtWork({ status }: Pick<SyncRecord, 'status'>): boolean {
  return AT_WORK.has(status);
}

/** How far the writing is, in percent; undefined until it is known how much there is to write. */
export function percentOf(progress: SyncRecord['progress']): number | undefined {
  const all = progress?.toWrite;
  if (progress === null || all === undefined || all === 0) return undefined;
  return Math.min(100, Math.round((progress.written / all) * 100));
}

/** How long a sync took, or has taken until now. */
export function durationOf(
  { startedAt, finishedAt }: Pick<SyncRecord, 'startedAt' | 'finishedAt'>,
  now: number,
): number {
  return (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
}
