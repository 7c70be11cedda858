import type { ClientRepository } from '../client/ports.ts';
import { firstDue, nextDue } from '../sync/next-due.ts';
import type { StartSyncDeps } from '../sync/start-sync.ts';
import { startSync } from '../sync/start-sync.ts';
import type { FirmRepository } from '../firm/ports.ts';
import type { User } from '../user/user.ts';
import { authenticationEventOf } from './access-token.ts';
import { choosePractice } from './choose-practice.ts';
import { ConnectRefusedError } from './connect-outcome.ts';
import type { Connection } from './connection.ts';
import { AccessRefusedError, GrantRefusedError, XeroUnavailableError } from './errors.ts';
import type { ConnectionRepository, TokenSet, TokenVault, XeroConnection, XeroIdentity } from './ports.ts';

export interface FinishAuthorizationDeps extends StartSyncDeps {
  connections: ConnectionRepository;
  vault: Pick<TokenVault, 'load' | 'create' | 'destroy'>;
  identity: Pick<XeroIdentity, 'exchange' | 'connections' | 'deleteConnection'>;
  clients: Pick<ClientRepository, 'countSynced'>;
  firms: FirmRepository;
}

/** Turns a code into a connection, or fails with `ConnectRefusedError`. The starter is verified already. */
export async function finishAuthorization(
  deps: FinishAuthorizationDeps,
  admin: User,
  granted: { code: string; codeVerifier: string; confirmPracticeChange: boolean },
): Promise<Connection> {
  const previous = await deps.connections.get(admin.firmId);
  if (previous?.state === 'connected') throw new ConnectRefusedError('already-connected');

  const tokens = await atXero(() => deps.identity.exchange(granted.code, granted.codeVerifier));
  const listed = await atXero(() => deps.identity.connections(tokens.accessToken));
  const event = authenticationEventOf(tokens.accessToken);
  const choice = choosePractice(listed, event, previous?.practice.tenantId);
  await deleteAtXero(deps, admin.firmId, tokens, choice.unwanted);
  if ('refusal' in choice) throw new ConnectRefusedError(choice.refusal);

  const { practice } = choice;
  const refuse = async (outcome: 'different-practice' | 'practice-taken'): Promise<never> => {
    await deleteAtXero(deps, admin.firmId, tokens, practice.reconnected ? [] : [practice]);
    throw new ConnectRefusedError(outcome);
  };
  const practiceChanged = previous !== undefined && previous.practice.tenantId !== practice.tenantId;
  if (
    practiceChanged &&
    !granted.confirmPracticeChange &&
    (await deps.clients.countSynced(admin.firmId)) > 0
  ) {
    return refuse('different-practice');
  }
  const connection = await store(deps, admin, { tokens, practice, previous, practiceChanged });
  return connection === 'practice-taken' ? refuse('practice-taken') : connection;
}

async function store(
  deps: FinishAuthorizationDeps,
  { firmId, userId, name }: User,
  found: {
    tokens: TokenSet;
    practice: XeroConnection;
    previous: Connection | undefined;
    practiceChanged: boolean;
  },
): Promise<Connection | 'practice-taken'> {
  const { tokens, practice, previous, practiceChanged } = found;
  if (previous?.cleanupPending === true) await dropOld(deps, previous);
  // Tokens first: a connection without them would be broken from the start, tokens without one are found by nobody.
  await deps.vault.create(firmId, tokens);
  const now = deps.clock.now();
  const connection = await deps.connections.connect({
    firmId,
    practice: { tenantId: practice.tenantId, connectionId: practice.connectionId, name: practice.tenantName },
    connectedBy: { userId, name },
    connectedAt: now,
    dueAt: firstDue(now),
    practiceChanged,
  });
  if (connection === 'practice-taken') {
    const stored = await deps.vault.load(firmId);
    if (stored !== undefined) await deps.vault.destroy(firmId, stored.version);
  }
  return connection;
}

/** Ends the clean-up of the connection before, so that nobody goes on with it and takes the new tokens for the old. */
async function dropOld(deps: FinishAuthorizationDeps, { firmId, epoch }: Connection): Promise<void> {
  const old = await deps.vault.load(firmId);
  if (old !== undefined) await deps.vault.destroy(firmId, old.version);
  await deps.connections.cleanedUp(firmId, epoch);
}

/**
 * Best effort: what stays behind at Xero holds nothing of ours, and the next attempt finds it again. What another firm
 * lives by is not ours to end, however new Xero's times make it look.
 */
async function deleteAtXero(
  { identity, connections, clock }: FinishAuthorizationDeps,
  firmId: string,
  { accessToken }: TokenSet,
  unwanted: readonly XeroConnection[],
): Promise<void> {
  const drop = async ({ tenantId, connectionId }: XeroConnection) => {
    if (await connections.isHeldByOther(tenantId, firmId, clock.now())) return;
    await identity.deleteConnection(accessToken, connectionId);
  };
  await Promise.allSettled(unwanted.map(drop));
}

async function atXero<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GrantRefusedError) throw new ConnectRefusedError('expired');
    if (error instanceof AccessRefusedError) throw new ConnectRefusedError('refused');
    if (error instanceof XeroUnavailableError) throw new ConnectRefusedError('xero-unavailable');
    throw error;
  }
}

/** Starts the first sync. Whatever goes wrong here, the schedule makes up for it soon. */
export async function startFirstSync(
  deps: FinishAuthorizationDeps,
  connection: Connection,
  requestId: string,
): Promise<void> {
  const { firmId, epoch, connectedBy } = connection;
  const startedBy = connectedBy;
  await startSync(deps, { firmId, trigger: 'first', requestedMode: 'full', startedBy, requestId });
  const firm = await deps.firms.get(firmId);
  if (firm !== undefined) await deps.connections.setDueAt(firmId, epoch, nextDue(firm, deps.clock.now()));
}
