import type { AuditLog } from '../audit/ports.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import { DomainError } from '../errors.ts';
import { LEASE_MINUTES } from '../sync/run.ts';
import type { Clock } from '../system.ts';
import type { UserDirectory, UserRepository } from '../user/ports.ts';
import type { FirmEraser, FirmRepository } from './ports.ts';

export interface EraseFirmDeps {
  firms: Pick<FirmRepository, 'get'>;
  users: Pick<UserRepository, 'list'>;
  directory: Pick<UserDirectory, 'remove'>;
  connections: Pick<ConnectionRepository, 'get'>;
  eraser: FirmEraser;
  audit: AuditLog;
  clock: Clock;
}

export interface Erased {
  /** By this call. */
  users: number;
  records: number;
  /** False: call again. */
  done: boolean;
}

const RECORDS_AT_ONCE = 500;

/**
 * Takes a firm out of the sign-in service and the tables; the audit log stays, which nobody may change. Repeatable, and
 * to be repeated until it is done: sign-ins go first, so that nobody can connect while the rest goes, the firm's own
 * record last. `name` must be the firm's, so that a mistyped id erases nobody.
 */
export async function eraseFirm(
  deps: EraseFirmDeps,
  { firmId, name, until }: { firmId: string; name: string; until: Date },
): Promise<Erased> {
  const firm = await deps.firms.get(firmId);
  if (firm === undefined) return { users: 0, records: 0, done: true };
  if (firm.name !== name) {
    throw new DomainError('conflict', 'FIRM_NAME_DIFFERS', 'The firm of this id has another name.');
  }
  await mustBeDisconnected(deps, firmId);
  const users = await deps.users.list(firmId);
  for (const { userId } of users) {
    await deps.directory.remove(userId);
    await deps.eraser.eraseUser(firmId, userId);
  }
  if (!(await deps.eraser.eraseConnection(firmId))) throw stillConnected();

  const erased = { users: users.length, records: 0 };
  for (let left = true; left;) {
    if (deps.clock.now() >= until) return { ...erased, done: false };
    const batch = await deps.eraser.eraseRecords(firmId, RECORDS_AT_ONCE);
    erased.records += batch.erased;
    left = batch.left;
  }
  await deps.audit.append({
    firmId,
    at: deps.clock.now().toISOString(),
    action: 'FIRM_ERASED',
    actor: 'system',
    source: 'erase-firm',
    result: 'success',
    details: { ...erased },
  });
  await deps.eraser.eraseFirm(firmId);
  return { ...erased, done: true };
}

/** And for so long that no function is left that began before: what one wrote afterwards would stay for ever. */
async function mustBeDisconnected({ connections, clock }: EraseFirmDeps, firmId: string): Promise<void> {
  const connection = await connections.get(firmId);
  if (connection === undefined) return;
  if (connection.state === 'connected' || connection.cleanupPending === true) throw stillConnected();
  const since = Date.parse(connection.disconnect?.at ?? connection.connectedAt);
  if (clock.now().getTime() - since >= LEASE_MINUTES * 60_000) return;
  throw new DomainError(
    'conflict',
    'FIRM_JUST_DISCONNECTED',
    `The firm was disconnected a moment ago. Erase it ${String(LEASE_MINUTES)} minutes after that.`,
  );
}

function stillConnected(): DomainError {
  return new DomainError(
    'conflict',
    'FIRM_CONNECTED',
    'The firm is connected to Xero, or Xero has not been told of its disconnect yet. Have an admin disconnect it, and wait 20 minutes.',
  );
}
