import type { AuditLog } from '../audit/ports.ts';
import { failureOf } from '../sync/failures.ts';
import type { SyncRepository } from '../sync/ports.ts';
import { recordEnd } from '../sync/record-interrupted.ts';
import type { Run } from '../sync/run.ts';
import { endedSync } from '../sync/run-record.ts';
import type { Clock } from '../system.ts';
import type { ConnectionRepository, TokenVault } from './ports.ts';

export interface LostConnectionDeps {
  connections: ConnectionRepository;
  vault: Pick<TokenVault, 'load' | 'destroy'>;
  syncs: SyncRepository;
  audit: AuditLog;
  clock: Clock;
}

/**
 * How a connection ends that nobody ended here. Disconnected inside Xero: somebody meant it, and nothing is left to
 * repair, so MFA is required no longer. Unexpectedly: an admin should reconnect, and MFA stays required until then.
 */
export type Loss =
  | { cause: 'disconnected-in-xero'; errorName: 'DisconnectedInXeroError' }
  | { cause: 'unexpected'; errorName: 'ConnectionBrokenError' };

/** Ends the connection of that epoch, once; a repetition and a newer connection make it do nothing. */
export async function loseConnection(
  deps: LostConnectionDeps,
  lost: {
    firmId: string;
    epoch: number;
    loss: Loss;
    source: string;
    /** Sent to Xero to find out, beyond those that the run has noted. */
    requests?: number;
  },
): Promise<void> {
  const { firmId, epoch, loss } = lost;
  const at = deps.clock.now();
  // Loaded before the end, so that what is destroyed is never a newer connection's.
  const stored = await deps.vault.load(firmId);
  const failure = failureOf(loss.errorName);
  const record = async (run: Run | undefined) => {
    if (run === undefined) return;
    const ended = endedSync(run, { status: 'failed', at, failure });
    const xeroRequests = ended.xeroRequests + (lost.requests ?? 0);
    await recordEnd(deps, firmId, { ...ended, xeroRequests }, at);
  };
  const seen = await deps.connections.get(firmId);
  if (seen?.epoch === epoch) await record(seen.run);
  const before = await deps.connections.end({
    firmId,
    epoch,
    state: loss.cause === 'unexpected' ? 'broken' : 'disconnected',
    disconnect: { cause: loss.cause, at: at.toISOString() },
    // Should the rest fail, the clean-up trigger destroys the tokens.
    cleanupPending: true,
    runEnds: 'failed',
  });
  if (before === undefined) return;
  await record(before.run);
  await deps.audit.append({
    firmId,
    at: at.toISOString(),
    action: 'CONNECTION_LOST',
    actor: 'system',
    source: lost.source,
    result: 'failure',
    details: { cause: loss.cause, code: failure.code, tenantId: before.practice.tenantId },
  });
  if (stored === undefined || (await deps.vault.destroy(firmId, stored.version))) {
    await deps.connections.cleanedUp(firmId, epoch + 1);
  }
}
