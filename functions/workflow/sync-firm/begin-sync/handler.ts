import type { BeginSyncDeps, BeginSyncInput } from '#domain/sync/begin-sync.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';

export function makeHandler(
  deps: BeginSyncDeps,
  /** Told how late a scheduled sync began. */
  onBegun: (secondsLate: number) => void = () => undefined,
) {
  return async (input: BeginSyncInput) => {
    const { modifiedSince, ...begun } = await beginSync(deps, input);
    if (input.slot !== undefined) {
      onBegun(Math.max(0, deps.clock.now().getTime() - Date.parse(input.slot)) / 1000);
    }
    return { ...begun, modifiedSince: modifiedSince?.toISOString() ?? null };
  };
}
