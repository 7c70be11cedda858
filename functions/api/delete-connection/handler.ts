import type { AuditLog } from '#domain/audit/ports.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { NotConnectedError } from '#domain/connection/errors.ts';
import type { ReleaseDeps } from '#domain/connection/release-practice.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import type { SyncLauncher, SyncRepository } from '#domain/sync/ports.ts';
import { recordInterrupted } from '#domain/sync/record-interrupted.ts';
import type { Sleep } from '#domain/system.ts';
import type { User } from '#domain/user/user.ts';
import { describeError } from '#runtime/describe-error.ts';
import type { Caller } from '#runtime/http.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';

/** Well within what API Gateway waits (30 seconds); what is not done by then goes on in the background. */
const PATIENCE_MILLISECONDS = 15_000;

export interface Deps extends ReleaseDeps {
  syncs: SyncRepository;
  launcher: Pick<SyncLauncher, 'stop'>;
  audit: AuditLog;
  sleep: Sleep;
}

export function makeHandler(deps: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const { user, sourceIp } = caller;
    const connection = await deps.connections.get(user.firmId);
    if (connection === undefined) throw new NotConnectedError();
    if (connection.state !== 'disconnected') await end(deps, connection, user, sourceIp);
    const release = await Promise.race([
      releasePractice(deps, user.firmId),
      deps.sleep(PATIENCE_MILLISECONDS).then(() => 'pending' as const),
    ]);
    return { body: { state: 'disconnected' as const, cleanupPending: release === 'pending' } };
  };
}

/** From the first write on nothing of this connection can write any more; the rest tidies up. */
async function end(deps: Deps, connection: Connection, user: User, sourceIp: string): Promise<void> {
  const { firmId, epoch } = connection;
  const at = deps.clock.now();
  const by = { userId: user.userId, name: user.name };
  if (connection.run !== undefined) await recordInterrupted(deps, firmId, connection.run, at);
  const before = await deps.connections.end({
    firmId,
    epoch,
    state: 'disconnected',
    disconnect: { cause: 'disconnected-here', at: at.toISOString(), by },
    cleanupPending: true,
    runEnds: 'interrupted',
  });
  if (before === undefined) return endNewer(deps, firmId, user, sourceIp);
  if (before.run !== undefined) {
    await recordInterrupted(deps, firmId, before.run, at);
    // Only saves it the rest of its way: whatever it still tries is refused.
    await deps.launcher.stop(before.run.syncId, 'disconnected').catch((error: unknown) => {
      logger.warn(LogEvent.STOP_SYNC_FAILED, { failure: describeError(error) });
    });
  }
  await deps.audit.append({
    firmId,
    at: at.toISOString(),
    action: 'DISCONNECTED',
    actor: by,
    source: sourceIp,
    result: 'success',
    details: { tenantId: before.practice.tenantId },
  });
}

/** Somebody else ended or began a connection at the same moment: what is there now is what counts. */
async function endNewer(deps: Deps, firmId: string, user: User, sourceIp: string): Promise<void> {
  const now = await deps.connections.get(firmId);
  if (now !== undefined && now.state !== 'disconnected') await end(deps, now, user, sourceIp);
}
