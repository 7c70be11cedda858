import type { FindChangesDeps } from '#domain/sync/find-changes.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import type { SyncRun } from '#domain/sync/lease.ts';

export function makeHandler(deps: FindChangesDeps) {
  return (input: { run: SyncRun; waits: number; requests: number }) => findChanges(deps, input);
}
