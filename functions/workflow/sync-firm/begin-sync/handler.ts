import type { BeginSyncDeps, BeginSyncInput } from '#domain/sync/begin-sync.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';

export function makeHandler(deps: BeginSyncDeps) {
  return async (input: BeginSyncInput) => {
    const { modifiedSince, ...begun } = await beginSync(deps, input);
    return { ...begun, modifiedSince: modifiedSince?.toISOString() ?? null };
  };
}
