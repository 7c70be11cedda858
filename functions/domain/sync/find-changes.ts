import { AccessRefusedError } from '../connection/errors.ts';
import type { ConnectionRepository, TokenVault } from '../connection/ports.ts';
import { RateLimitedError } from '../practice/errors.ts';
import type { PracticeQuota } from '../practice/ports.ts';
import { LimitExhaustedError } from './errors.ts';
import { keepLease, ownConnection, type SyncRun } from './lease.ts';
import { ListReader, type ListReaderDeps } from './list-reader.ts';
import { type ReadChanges, readChanges, type ReadChangesDeps } from './read-changes.ts';

export interface FindChangesDeps extends ListReaderDeps, ReadChangesDeps {
  connections: Pick<ConnectionRepository, 'get' | 'renewRun'>;
  tokens: Pick<TokenVault, 'load'>;
}

export interface FoundChanges extends ReadChanges {
  quota: PracticeQuota;
}

export type FindChangesOutcome =
  | { next: 'wait'; seconds: number; requests: number }
  | { next: 'check'; reason: 'expired' | 'unauthorized' | 'forbidden'; requests: number }
  | { next: 'page' | 'complete'; found: FoundChanges; requests: number };

/** Of the function's 900 seconds, those that Xero may use. */
const XERO_MS = 780_000;
/**
 * Only that it does not expire on the way: Xero looks at it when a request arrives, and one refused later is renewed.
 * More would find no use for a token that is made to live for a minute.
 */
const TOKEN_MARGIN_MS = 5_000;
const MAX_WAITS = 40;
const MAX_SYNC_MS = 36 * 3_600_000;
/** Xero names no time when too many requests are in flight: ours are few, so somebody else's must end first. */
const CONCURRENT_SECONDS = 30;

/** Compares the practice with what is stored and stores what is to be written, page by page. */
export async function findChanges(
  deps: FindChangesDeps,
  input: { run: SyncRun; waits: number; requests: number },
): Promise<FindChangesOutcome> {
  const { run, waits } = input;
  const started = deps.clock.now();
  const connection = await ownConnection(deps.connections, run);
  await keepLease(deps, run, { phase: 'running', mode: run.mode });

  const tokens = (await deps.tokens.load(run.firmId))?.tokens;
  const usable = (tokens?.accessTokenExpiresAt.getTime() ?? 0) - started.getTime() >= TOKEN_MARGIN_MS;
  if (tokens === undefined || !usable) return { next: 'check', reason: 'expired', requests: input.requests };

  const reader = new ListReader(
    deps,
    { accessToken: tokens.accessToken, tenantId: connection.practice.tenantId },
    new Date(started.getTime() + XERO_MS),
    input.requests,
  );
  try {
    const found = await readChanges(deps, reader, run, connection.run?.approvedRemovals);
    const { added, updated, restored, archived } = found.counts;
    const progress = { toWrite: added + updated + restored + archived, written: 0 };
    await keepLease(deps, run, { phase: 'running', progress });
    return {
      next: found.pages > 0 ? 'page' : 'complete',
      found: { ...found, quota: reader.quota },
      requests: reader.requests,
    };
  } catch (error) {
    if (error instanceof RateLimitedError) {
      const seconds = waitFor(deps, run, waits, error);
      await keepLease(deps, run, { phase: 'waiting' }, seconds);
      return { next: 'wait', seconds, requests: reader.requests };
    }
    if (error instanceof AccessRefusedError) {
      await keepLease(deps, run, { phase: 'running' });
      const reason = error.status === 401 ? 'unauthorized' : 'forbidden';
      return { next: 'check', reason, requests: reader.requests };
    }
    throw error;
  }
}

/** A few seconds more than Xero asks, so that not all firms come back at once. */
function waitFor(deps: ListReaderDeps, run: SyncRun, waits: number, error: RateLimitedError): number {
  const asked =
    error.limit === 'concurrent'
      ? Math.max(error.retryAfterSeconds, CONCURRENT_SECONDS)
      : error.retryAfterSeconds;
  const seconds = Math.ceil(asked) + 1 + Math.min(4, Math.floor(deps.random() * 5));
  const end = deps.clock.now().getTime() + seconds * 1000;
  const tooLong = end - new Date(run.startedAt).getTime() > MAX_SYNC_MS;
  if (waits >= MAX_WAITS || tooLong) throw new LimitExhaustedError();
  return seconds;
}
