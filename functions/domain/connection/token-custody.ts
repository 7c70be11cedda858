import { ConnectionBrokenError } from '../sync/errors.ts';
import type { Clock, IdSource, Sleep } from '../system.ts';
import { GrantRefusedError, NotConnectedError, XeroUnavailableError } from './errors.ts';
import type { StoredTokens, TokenSet, TokenVault, XeroIdentity } from './ports.ts';

/** Longer than two attempts at Xero (10 seconds each) and two writes can take. */
const LOCK_MILLISECONDS = 60_000;
/** Outlasts a lock that a killed worker left behind. */
const PATIENCE_MILLISECONDS = 75_000;
const POLL_MILLISECONDS = 400;
/** Before a refusal is believed: time for a store that is still on its way. */
const DOUBT_MILLISECONDS = 2000;
/** A pair that somebody renewed while we waited will do, if only it outlives the next request. */
const FRESH_ENOUGH_SECONDS = 60;

export interface TokenWish {
  /** By our clock. */
  minValidSeconds: number;
  /** Xero refused the stored token before its time: not that one again. */
  force?: boolean;
}

export interface HeldToken {
  accessToken: string;
  /** Of the stored set that it belongs to. */
  version: number;
  /** Requests that were sent to Xero for it. */
  requests: number;
}

export interface TokenCustodyDeps {
  vault: TokenVault;
  identity: Pick<XeroIdentity, 'refresh'>;
  clock: Clock;
  ids: IdSource;
  sleep: Sleep;
}

export type TokenCustody = (firmId: string, wish: TokenWish) => Promise<HeldToken>;

/**
 * The one way to a usable access token. Xero's refresh tokens change with every use, so refreshing is for one worker
 * at a time, the new pair is stored before its first use, and everybody else waits for it. Fails with
 * `NotConnectedError` (no tokens, or destroyed meanwhile), `ConnectionBrokenError` (refused for good),
 * `XeroUnavailableError` or `XeroAppMisconfiguredError`.
 */
export function makeTokenCustody(deps: TokenCustodyDeps): TokenCustody {
  const { vault, clock } = deps;

  async function stored(firmId: string): Promise<StoredTokens> {
    const found = await vault.load(firmId);
    if (found === undefined) throw new NotConnectedError();
    return found;
  }

  return async (firmId, wish) => {
    const owner = deps.ids.uuid();
    const giveUpAt = clock.now().getTime() + PATIENCE_MILLISECONDS;
    const first = await stored(firmId);
    const counter = { requests: 0 };
    for (let current = first; ; current = await stored(firmId)) {
      if (suffices(current, first, wish, clock.now())) return held(current, counter.requests);
      const now = clock.now();
      if (now.getTime() >= giveUpAt) throw new XeroUnavailableError();
      const until = new Date(now.getTime() + LOCK_MILLISECONDS);
      if (await vault.lockRefresh(firmId, current.version, owner, until, now)) {
        const next = await refreshAsOwner(deps, firmId, owner, current, counter);
        if (next !== undefined) return held(next, counter.requests);
      } else {
        await deps.sleep(POLL_MILLISECONDS);
      }
    }
  };
}

function held({ tokens, version }: StoredTokens, requests: number): HeldToken {
  return { accessToken: tokens.accessToken, version, requests };
}

function suffices(current: StoredTokens, first: StoredTokens, wish: TokenWish, now: Date): boolean {
  const seconds = (current.tokens.accessTokenExpiresAt.getTime() - now.getTime()) / 1000;
  if (current.version !== first.version)
    return seconds >= Math.min(wish.minValidSeconds, FRESH_ENOUGH_SECONDS);
  return wish.force !== true && seconds >= wish.minValidSeconds;
}

/** Undefined when the stored set has moved on meanwhile and is to be looked at again. */
async function refreshAsOwner(
  deps: TokenCustodyDeps,
  firmId: string,
  owner: string,
  current: StoredTokens,
  counter: { requests: number },
): Promise<StoredTokens | undefined> {
  let next: TokenSet;
  try {
    next = await refreshTwice(deps.identity, current.tokens, counter);
  } catch (error) {
    const moved = error instanceof GrantRefusedError && (await hasMoved(deps, firmId, current.version));
    await deps.vault.unlockRefresh(firmId, owner);
    if (moved) return undefined;
    throw error instanceof GrantRefusedError ? new ConnectionBrokenError() : error;
  }
  const isStored = await deps.vault.replace(firmId, current.version, owner, next);
  // Not stored: destroyed by a disconnect (the next look finds nothing), overtaken, or stored by a write whose
  // answer was lost. In no case may the pair in hand be used: only what is stored can be refreshed again.
  return isStored ? { tokens: next, version: current.version + 1 } : undefined;
}

/** A lost answer may mean that Xero has renewed the pair already; for 30 minutes it accepts the old token once more. */
async function refreshTwice(
  identity: Pick<XeroIdentity, 'refresh'>,
  tokens: TokenSet,
  counter: { requests: number },
): Promise<TokenSet> {
  counter.requests += 1;
  try {
    return await identity.refresh(tokens);
  } catch (error) {
    if (!(error instanceof XeroUnavailableError)) throw error;
  }
  counter.requests += 1;
  return identity.refresh(tokens);
}

/** Whether the refusal only says that another worker was faster. */
async function hasMoved(deps: TokenCustodyDeps, firmId: string, version: number): Promise<boolean> {
  const isOther = async () => (await deps.vault.load(firmId))?.version !== version;
  if (await isOther()) return true;
  await deps.sleep(DOUBT_MILLISECONDS);
  return isOther();
}
