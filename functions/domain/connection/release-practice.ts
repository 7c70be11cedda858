import { ConnectionBrokenError } from '../sync/errors.ts';
import type { Clock } from '../system.ts';
import type { Connection } from './connection.ts';
import { AccessRefusedError, NotConnectedError } from './errors.ts';
import { DomainError } from '../errors.ts';
import type { ConnectionRepository, TokenVault, XeroIdentity } from './ports.ts';
import type { TokenCustody } from './token-custody.ts';

/** After this long the tokens go even though Xero was never told: they must not outlive the wish to disconnect. */
const PATIENCE_HOURS = 24;
const TOKEN_SECONDS = 60;

export interface ReleaseDeps {
  connections: ConnectionRepository;
  vault: Pick<TokenVault, 'load' | 'destroy'>;
  custody: TokenCustody;
  identity: Pick<XeroIdentity, 'connections' | 'deleteConnection' | 'revoke'>;
  clock: Clock;
}

/**
 * What follows the end of a connection: Xero drops it, then the tokens are destroyed, then the practice is free.
 * Repeatable. `pending`: Xero could not be told yet, or somebody else is at it.
 */
export async function releasePractice(deps: ReleaseDeps, firmId: string): Promise<'done' | 'pending'> {
  // Tokens before the connection: whoever reconnects stores new ones only after `cleanupPending` is gone, so what
  // was loaded while it still stands is the old connection's.
  const stored = await deps.vault.load(firmId);
  const connection = await deps.connections.get(firmId);
  if (connection?.cleanupPending !== true) return 'done';
  if (stored === undefined) return cleanedUp(deps, connection);

  const told = await tellXero(deps, connection, stored.version);
  if (told === 'later' && !isOverdue(connection, deps.clock.now())) return 'pending';
  const last = typeof told === 'number' ? told : stored.version;
  return (await deps.vault.destroy(firmId, last)) ? cleanedUp(deps, connection) : 'pending';
}

async function cleanedUp(deps: ReleaseDeps, { firmId, epoch }: Connection): Promise<'done'> {
  await deps.connections.cleanedUp(firmId, epoch);
  return 'done';
}

function isOverdue({ disconnect }: Connection, now: Date): boolean {
  return disconnect === undefined || now.getTime() - Date.parse(disconnect.at) >= PATIENCE_HOURS * 3_600_000;
}

/** The version of the tokens that are now useless, or `later`. */
async function tellXero(
  deps: ReleaseDeps,
  connection: Connection,
  version: number,
): Promise<number | 'later'> {
  try {
    const held = await deps.custody(connection.firmId, { minValidSeconds: TOKEN_SECONDS });
    // One refresh of ours is one step; anything else is a connection that began meanwhile.
    if (held.version !== version && held.version !== version + 1) return 'later';
    await dropAtXero(deps, connection, held);
    return held.version;
  } catch (error) {
    // Refused for good: there is nothing left at Xero that these tokens could end. (A 401 is not for good.)
    if (error instanceof ConnectionBrokenError || error instanceof NotConnectedError) return version;
    if (error instanceof AccessRefusedError && error.status === 403) return version;
    if (error instanceof DomainError) return 'later';
    throw error;
  }
}

async function dropAtXero(
  { identity, vault }: ReleaseDeps,
  { firmId, practice }: Connection,
  { accessToken, version }: { accessToken: string; version: number },
): Promise<void> {
  const listed = await identity.connections(accessToken);
  const ours = listed.find(({ tenantId }) => tenantId === practice.tenantId);
  if (ours !== undefined) await identity.deleteConnection(accessToken, ours.connectionId);
  // Revoking ends all that this Xero user ever connected, other firms' practices included.
  if (listed.some((other) => other !== ours)) return;
  const stored = await vault.load(firmId);
  if (stored?.version === version) await identity.revoke(stored.tokens.refreshToken);
}
