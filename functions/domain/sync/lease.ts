import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { Clock } from '../system.ts';
import { LeaseLostError } from './errors.ts';
import { LEASE_MINUTES, type Run, type RunClaim, type SyncMode } from './run.ts';

/** What Begin sync settled about a run. */
export interface SyncRun extends RunClaim {
  mode: SyncMode;
  modifiedSince: string | null;
  startedAt: string;
}

/** The connection, if it still is the one this run was started for and no newer run has taken over. */
export async function ownConnection(
  connections: Pick<ConnectionRepository, 'get'>,
  { firmId, epoch, fence }: RunClaim,
): Promise<Connection> {
  const connection = await connections.get(firmId);
  const own = connection?.state === 'connected' && connection.epoch === epoch && connection.fence === fence;
  if (!own) throw new LeaseLostError();
  return connection;
}

/** Keeps the lease for another `LEASE_MINUTES` beyond the seconds that the run is about to wait; answers its end. */
export async function keepLease(
  { connections, clock }: { connections: Pick<ConnectionRepository, 'renewRun'>; clock: Clock },
  { firmId, syncId, epoch, fence }: RunClaim,
  changes: Partial<Pick<Run, 'mode' | 'phase' | 'progress' | 'requests' | 'quota'>>,
  waitSeconds = 0,
): Promise<Date> {
  const leaseUntil = new Date(clock.now().getTime() + (waitSeconds + LEASE_MINUTES * 60) * 1000);
  const claim = { firmId, syncId, epoch, fence };
  const kept = await connections.renewRun(claim, { ...changes, leaseUntil });
  if (!kept) throw new LeaseLostError();
  return leaseUntil;
}

/** Longer than a call may take, with all its repetitions. */
const LAST_CALL_MS = 60_000;

/** For a process that was stopped for a while and does not know: what it begins must be over before its lease is. */
export function mustHaveTime(clock: Clock, leaseUntil: Date): void {
  if (clock.now().getTime() > leaseUntil.getTime() - LAST_CALL_MS) throw new LeaseLostError();
}
