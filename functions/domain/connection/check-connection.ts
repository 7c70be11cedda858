import {
  ConnectionBrokenError,
  DisconnectedInXeroError,
  LeaseLostError,
  PracticePermissionError,
} from '../sync/errors.ts';
import type { Connection } from './connection.ts';
import { AccessRefusedError, NotConnectedError, XeroUnavailableError } from './errors.ts';
import type { Loss, LostConnectionDeps } from './lost-connection.ts';
import { loseConnection } from './lost-connection.ts';
import type { XeroIdentity } from './ports.ts';
import type { HeldToken, TokenCustody } from './token-custody.ts';
import { tryAgainSoon } from './try-again-soon.ts';

/** As long as Find changes will want it. */
const TOKEN_SECONDS = 600;
/** A sync that waits for Xero's limits outlives some tokens; more than this is a clock that is wrong. */
const MAX_EXPIRED = 10;
const MAX_REFUSED = 2;

export interface CheckConnectionDeps extends LostConnectionDeps {
  custody: TokenCustody;
  identity: Pick<XeroIdentity, 'connections'>;
}

export interface ConnectionCheck {
  run: { firmId: string; epoch: number };
  reason: 'expired' | 'unauthorized' | 'forbidden';
  /** How often this run asked since it last waited. */
  checks: number;
}

/** Finds out why Xero refused. Answers the requests it sent if the list may be asked for again, and fails otherwise. */
export async function checkConnection(deps: CheckConnectionDeps, check: ConnectionCheck): Promise<number> {
  const { run, reason, checks } = check;
  const connection = await deps.connections.get(run.firmId);
  if (connection?.state !== 'connected' || connection.epoch !== run.epoch) throw new LeaseLostError();
  if (reason === 'expired' ? checks >= MAX_EXPIRED : checks >= MAX_REFUSED) throw lastWord(reason);
  // A token that was renewed by the check before and is refused all the same is not what is wrong.
  if (reason === 'unauthorized' && checks > 0) throw new PracticePermissionError();

  const force = reason !== 'forbidden';
  const held = await holdToken(deps, connection, force);
  if (reason !== 'forbidden') return held.requests;
  const { tenantId } = connection.practice;
  if (await isListed(deps, held, tenantId)) throw new PracticePermissionError();
  await lose(
    deps,
    run,
    { cause: 'disconnected-in-xero', errorName: 'DisconnectedInXeroError' },
    held.requests + 1,
  );
  throw new DisconnectedInXeroError();
}

function lastWord(reason: ConnectionCheck['reason']): Error {
  return reason === 'expired' ? new XeroUnavailableError() : new PracticePermissionError();
}

function lose(
  deps: CheckConnectionDeps,
  { firmId, epoch }: ConnectionCheck['run'],
  loss: Loss,
  requests: number,
): Promise<void> {
  return loseConnection(deps, { firmId, epoch, loss, requests, source: 'sync-firm' });
}

async function holdToken(
  deps: CheckConnectionDeps,
  connection: Connection,
  force: boolean,
): Promise<HeldToken> {
  try {
    return await deps.custody(connection.firmId, { minValidSeconds: TOKEN_SECONDS, force });
  } catch (error) {
    // Destroyed meanwhile: somebody disconnects.
    if (error instanceof NotConnectedError) throw new LeaseLostError();
    if (error instanceof XeroUnavailableError) await tryAgainSoon(deps, connection);
    if (error instanceof ConnectionBrokenError) {
      await lose(deps, connection, { cause: 'unexpected', errorName: 'ConnectionBrokenError' }, 1);
    }
    throw error;
  }
}

async function isListed(deps: CheckConnectionDeps, held: HeldToken, tenantId: string): Promise<boolean> {
  try {
    const listed = await deps.identity.connections(held.accessToken);
    return listed.some((found) => found.tenantId === tenantId);
  } catch (error) {
    // Xero would not even say what is connected: no proof that nothing is.
    if (error instanceof AccessRefusedError) {
      throw error.status === 403 ? new PracticePermissionError() : new XeroUnavailableError();
    }
    throw error;
  }
}
