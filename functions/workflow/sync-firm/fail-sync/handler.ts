import * as z from 'zod';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { deliver } from '#domain/mail/deliver.ts';
import type { FailSyncDeps } from '#domain/sync/fail-sync.ts';
import { failSync } from '#domain/sync/fail-sync.ts';
import type { contract } from './contract.ts';

export function makeHandler(deps: FailSyncDeps & DeliverDeps) {
  return async ({ firmId, syncId, error, requests }: z.output<(typeof contract)['input']>) => {
    const failed = { firmId, syncId, errorName: error.Error, words: wordsOf(error.Cause), requests };
    const { code, mails } = await failSync(deps, failed);
    await deliver(deps, mails, `fail-sync/${syncId}`);
    return { code };
  };
}

const LambdaErrorSchema = z.object({ errorMessage: z.string() });

/** A cause that is no function's has no words for an admin. */
function wordsOf(cause = ''): string | undefined {
  try {
    return LambdaErrorSchema.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return undefined;
  }
}
