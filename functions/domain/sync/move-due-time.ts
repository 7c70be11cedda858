import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { Firm } from '../firm/firm.ts';
import type { FirmRepository } from '../firm/ports.ts';
import type { Clock } from '../system.ts';
import { firstDue, nextDue } from './next-due.ts';

export interface MoveDueTimeDeps {
  connections: Pick<ConnectionRepository, 'get' | 'setDueAt'>;
  firms: Pick<FirmRepository, 'get'>;
  clock: Clock;
}

/** Far more than the admins of a firm could change its times at once. */
const ATTEMPTS = 10;

/**
 * Moves the next scheduled sync to where the firm's settings now put it. Looks at them again afterwards: of two changes
 * made at once the one that is slower here knows both.
 */
export async function moveDueTime(deps: MoveDueTimeDeps, changed: Firm): Promise<void> {
  let firm = changed;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const connection = await deps.connections.get(firm.firmId);
    const now = deps.clock.now();
    if (connection === undefined || !isMovable(connection, now)) return;
    await deps.connections.setDueAt(firm.firmId, connection.epoch, nextDue(firm, now));
    const after = await deps.firms.get(firm.firmId);
    if (after === undefined || hasSameTimes(after, firm)) return;
    firm = after;
  }
}

/** A sync that is due already is not put off, nor the one that makes up for a first sync that never started. */
function isMovable({ state, dueAt, connectedAt }: Connection, now: Date): boolean {
  if (state !== 'connected') return false;
  return (
    dueAt === undefined ||
    (dueAt > now.toISOString() && dueAt !== firstDue(new Date(connectedAt)).toISOString())
  );
}

function hasSameTimes(one: Firm, other: Firm): boolean {
  return one.timeZone === other.timeZone && one.syncTimes.join() === other.syncTimes.join();
}
