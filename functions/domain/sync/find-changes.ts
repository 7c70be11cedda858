import { untilNobodyEdits } from '../client/edit-lock.ts';
import type { ClientEditLock } from '../client/ports.ts';
import { AccessRefusedError } from '../connection/errors.ts';
import type { ConnectionRepository, TokenVault } from '../connection/ports.ts';
import { RateLimitedError } from '../practice/errors.ts';
import type { PracticeQuota } from '../practice/ports.ts';
import type { Quota } from '../shared.ts';
import { LimitExhaustedError } from './errors.ts';
import { keepLease, ownConnection, type SyncRun } from './lease.ts';
import { ListReader, type ListReaderDeps } from './list-reader.ts';
import { type ReadChanges, readChanges, type ReadChangesDeps } from './read-changes.ts';

export interface FindChangesDeps extends ListReaderDeps, ReadChangesDeps {
  connections: Pick<ConnectionRepository, 'get' | 'renewRun'>;
  tokens: Pick<TokenVault, 'load'>;
  lock: Pick<ClientEditLock, 'isFree'>;
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
  // No whole sync has gone through since the firm was connected.
  if (run.modifiedSince === null) await untilNobodyEdits(deps, run.firmId);

  // What an attempt before this one sent, which then failed or was killed, was sent all the same.
  const sent = Math.max(input.requests, connection.run?.requests ?? 0);
  const tokens = (await deps.tokens.load(run.firmId))?.tokens;
  const usable =
    (tokens?.accessTokenExpiresAt.getTime() ?? 0) - deps.clock.now().getTime() >= TOKEN_MARGIN_MS;
  if (tokens === undefined || !usable) return { next: 'check', reason: 'expired', requests: sent };

  const reader = new ListReader(
    deps,
    { accessToken: tokens.accessToken, tenantId: connection.practice.tenantId },
    new Date(started.getTime() + XERO_MS),
    sent,
  );
  const spent = () => ({ requests: reader.requests, ...quotaOf(reader, deps.clock.now()) });
  // For the history, should this be the end; what went wrong matters more than whether it could be noted.
  const note = () => keepLease(deps, run, spent()).catch(() => undefined);
  try {
    const found = await readChanges(deps, reader, run, connection.run?.approvedRemovals);
    const { added, updated, restored, archived } = found.counts;
    const progress = { toWrite: added + updated + restored + archived, written: 0 };
    await keepLease(deps, run, { phase: 'running', progress, ...spent() });
    return {
      next: found.pages > 0 ? 'page' : 'complete',
      found: { ...found, quota: reader.quota },
      requests: reader.requests,
    };
  } catch (error) {
    if (error instanceof RateLimitedError) {
      const seconds = waitFor(deps, run, waits, error);
      if (seconds === undefined) {
        await note();
        throw new LimitExhaustedError();
      }
      await keepLease(deps, run, { phase: 'waiting', ...spent() }, seconds);
      return { next: 'wait', seconds, requests: reader.requests };
    }
    if (error instanceof AccessRefusedError) {
      await keepLease(deps, run, { phase: 'running', ...spent() });
      const reason = error.status === 401 ? 'unauthorized' : 'forbidden';
      return { next: 'check', reason, requests: reader.requests };
    }
    await note();
    throw error;
  }
}

/** A few seconds more than Xero asks, so that not all firms come back at once. Undefined: too long for one sync. */
function waitFor(
  deps: ListReaderDeps,
  run: SyncRun,
  waits: number,
  error: RateLimitedError,
): number | undefined {
  const asked =
    error.limit === 'concurrent'
      ? Math.max(error.retryAfterSeconds, CONCURRENT_SECONDS)
      : error.retryAfterSeconds;
  const seconds = Math.ceil(asked) + 1 + Math.min(4, Math.floor(deps.random() * 5));
  const end = deps.clock.now().getTime() + seconds * 1000;
  const tooLong = end - new Date(run.startedAt).getTime() > MAX_SYNC_MS;
  return waits >= MAX_WAITS || tooLong ? undefined : seconds;
}

/** Nothing where no answer said. */
function quotaOf({ quota }: ListReader, now: Date): { quota?: Quota } {
  const isKnown = quota.dayRemaining !== null || quota.minuteRemaining !== null;
  return isKnown ? { quota: { ...quota, at: now.toISOString() } } : {};
}
