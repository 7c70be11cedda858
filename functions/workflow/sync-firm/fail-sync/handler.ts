import type * as z from 'zod';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { deliver } from '#domain/mail/deliver.ts';
import type { FailSyncDeps } from '#domain/sync/fail-sync.ts';
import { failSync } from '#domain/sync/fail-sync.ts';
import type { contract } from './contract.ts';

export function makeHandler(deps: FailSyncDeps & DeliverDeps) {
  return async ({ firmId, syncId, error, requests }: z.output<(typeof contract)['input']>) => {
    const { code, mails } = await failSync(deps, { firmId, syncId, errorName: error.Error, requests });
    await deliver(deps, mails, `fail-sync/${syncId}`);
    return { code };
  };
}
