import type { AuditLog } from '#domain/audit/ports.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { NotConnectedError } from '#domain/connection/errors.ts';
import type { ReleaseDeps } from '#domain/connection/release-practice.ts';
import { releasePractice } from '#domain/connection/release-practice.ts';
import type { SyncLauncher, SyncRepository } from '#domain/sync/ports.ts';
import { recordInterrupted } from '#domain/sync/record-interrupted.ts';
import { WRITES_END_MILLISECONDS } from '#domain/sync/run.ts';
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
    const hadRun = connection.state === 'disconnected' ? false : await end(deps, connection, user, sourceIp);
    const [release] = await Promise.all([
      Promise.race([
        releasePractice(deps, user.firmId),
        deps.sleep(PATIENCE_MILLISECONDS).then(() => 'pending' as const),
      ]),
      // Whoever is told that the firm is disconnected finds that nothing is written any more.
      hadRun ? deps.sleep(WRITES_END_MILLISECONDS) : undefined,
    ]);
    return { body: { state: 'disconnected' as const, cleanupPending: release === 'pending' } };
  };
}

/** From the first write on no run of this connection can go on; the rest tidies up. Answers whether there was one. */
async function end(deps: Deps, connection: Connection, user: User, sourceIp: string): Promise<boolean> {
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
  return before.run !== undefined;
}

/** Somebody else ended or began a connection at the same moment: what is there now is what counts. */
async function endNewer(deps: Deps, firmId: string, user: User, sourceIp: string): Promise<boolean> {
  const now = await deps.connections.get(firmId);
  if (now === undefined || now.state === 'disconnected') return true;
  return end(deps, now, user, sourceIp);
}
