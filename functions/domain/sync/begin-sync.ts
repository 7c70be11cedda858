import type { AuditLog } from '../audit/ports.ts';
import type { Connection } from '../connection/connection.ts';
import { NotConnectedError, XeroUnavailableError } from '../connection/errors.ts';
import type { LostConnectionDeps } from '../connection/lost-connection.ts';
import { loseConnection } from '../connection/lost-connection.ts';
import type { TokenCustody } from '../connection/token-custody.ts';
import { tryAgainSoon } from '../connection/try-again-soon.ts';
import type { FirmRepository } from '../firm/ports.ts';
import { ConnectionBrokenError, LeaseLostError, SyncNotDueError } from './errors.ts';
import type { ModeDecision } from './full-or-delta.ts';
import { decideMode } from './full-or-delta.ts';
import { nextDue } from './next-due.ts';
import { recordInterrupted } from './record-interrupted.ts';
import type { RequestedMode, Run, RunClaim, SyncTrigger } from './run.ts';
import { BEGIN_MINUTES, LEASE_MINUTES } from './run.ts';

/** Longer than reading the largest list takes. */
const TOKEN_SECONDS = 600;
/** After these some sync of the practice has been through, so that the next is not the first any more. */
const THROUGH: ReadonlySet<string> = new Set(['succeeded', 'partial', 'held']);

export interface BeginSyncDeps extends LostConnectionDeps {
  firms: FirmRepository;
  custody: TokenCustody;
  audit: AuditLog;
}

export interface BeginSyncInput {
  firmId: string;
  syncId: string;
  trigger: SyncTrigger;
  requestedMode: RequestedMode;
  slot?: string | undefined;
  requestId?: string | undefined;
}

export interface BegunSync extends RunClaim, ModeDecision {
  startedAt: string;
  requestId?: string;
}

/** Claims the lease, settles what this sync will be and that it can start. Repeatable by the same sync. */
export async function beginSync(deps: BeginSyncDeps, input: BeginSyncInput): Promise<BegunSync> {
  const { firmId, syncId } = input;
  const now = deps.clock.now();
  const seen = await deps.connections.get(firmId);
  if (seen?.state !== 'connected') throw new SyncNotDueError('not-connected');

  const outcome = await deps.connections.claimRun(firmId, runOf(input, seen, now), now);
  // Before anything else can fail, so that a slot is never tried over and over; after the claim, so that a slot whose
  // sync was cut off here is made up for as soon as that claim is over.
  await moveDueTime(deps, seen, input.trigger, now);
  if (outcome.outcome === 'running') throw new SyncNotDueError('already-running');
  if (outcome.outcome === 'not-connected') throw new SyncNotDueError('not-connected');
  const { connection, interrupted } = outcome;
  if (interrupted !== undefined) await recordInterrupted(deps, firmId, interrupted, now);

  const run = connection.run ?? runOf(input, connection, now);
  const decision = decideMode({
    trigger: run.trigger,
    requestedMode: run.requestedMode,
    connection,
    interrupted: interrupted !== undefined,
    now,
  });
  await makeSureOfToken(deps, connection);

  const claim = { firmId, syncId, epoch: connection.epoch, fence: connection.fence };
  const leaseUntil = leaseFrom(deps.clock.now());
  if (!(await deps.connections.renewRun(claim, { phase: 'running', mode: decision.mode, leaseUntil }))) {
    throw new LeaseLostError();
  }
  await deps.audit.append({
    firmId,
    at: now.toISOString(),
    action: 'SYNC_STARTED',
    actor: run.startedBy ?? 'system',
    source: 'sync-firm',
    result: 'success',
    details: { syncId, trigger: run.trigger, mode: decision.mode },
  });
  const { startedAt, requestId } = run;
  return { ...claim, ...decision, startedAt, ...(requestId === undefined ? {} : { requestId }) };
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MINUTES * 60_000);
}

async function moveDueTime(
  deps: BeginSyncDeps,
  { firmId, epoch }: Connection,
  trigger: SyncTrigger,
  now: Date,
): Promise<void> {
  // The first sync ends the short due time that would have started it, had connecting been cut off half way.
  if (trigger !== 'schedule' && trigger !== 'first') return;
  const firm = await deps.firms.get(firmId);
  if (firm !== undefined) await deps.connections.setDueAt(firmId, epoch, nextDue(firm, now));
}

/** Of the connection as it was before the claim; a run that was claimed already keeps what it has. */
function runOf(input: BeginSyncInput, connection: Connection, now: Date): Run {
  const { syncId, trigger, requestedMode, slot, requestId } = input;
  const run: Run = {
    syncId,
    trigger,
    requestedMode,
    phase: 'queued',
    startedAt: now.toISOString(),
    leaseUntil: new Date(now.getTime() + BEGIN_MINUTES * 60_000).toISOString(),
    progress: { written: 0 },
    ...(slot === undefined ? {} : { slot }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  const isFirst = connection.watermark === undefined && !THROUGH.has(connection.lastSync?.status ?? '');
  // Whoever connected waits for this one's summary, even if the schedule had to start it.
  return trigger === 'schedule' && isFirst
    ? { ...run, trigger: 'first', startedBy: connection.connectedBy }
    : run;
}

async function makeSureOfToken(deps: BeginSyncDeps, connection: Connection): Promise<void> {
  const { firmId, epoch } = connection;
  try {
    await deps.custody(firmId, { minValidSeconds: TOKEN_SECONDS });
  } catch (error) {
    if (error instanceof XeroUnavailableError) await tryAgainSoon(deps, connection);
    if (!(error instanceof ConnectionBrokenError) && !(error instanceof NotConnectedError)) throw error;
    const current = await deps.connections.get(firmId);
    if (current?.epoch !== epoch) throw new SyncNotDueError('not-connected');
    // No tokens at all although nobody disconnected: connecting was cut off half way.
    const loss = { cause: 'unexpected', errorName: 'ConnectionBrokenError' } as const;
    await loseConnection(deps, {
      firmId,
      epoch,
      loss,
      source: 'sync-firm',
      requests: error instanceof ConnectionBrokenError ? 1 : 0,
    });
    throw new ConnectionBrokenError();
  }
}
