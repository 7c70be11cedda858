import type * as z from 'zod';
import type { CompleteSyncDeps } from '#domain/sync/complete-sync.ts';
import { completeSync } from '#domain/sync/complete-sync.ts';
import type { contract } from './contract.ts';

export function makeHandler(deps: CompleteSyncDeps) {
  return ({ run, found, requests }: z.output<(typeof contract)['input']>) =>
    completeSync(deps, run, found, requests);
}
