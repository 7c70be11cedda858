import type { Clock } from '../system.ts';
import type { Connection } from './connection.ts';
import type { ConnectionRepository } from './ports.ts';

/** By then the sync that failed has given its lease back; the schedule comes by every 15 minutes. */
const SOON_MILLISECONDS = 60_000;

/**
 * For a refresh that Xero did not answer. It may have renewed the tokens all the same, and takes the old ones for half
 * an hour more: a sync at the firm's next time, hours later, would find the connection broken. Once only, so that an
 * outage is not asked at again and again.
 */
export async function tryAgainSoon(
  { connections, clock }: { connections: Pick<ConnectionRepository, 'setDueAt'>; clock: Clock },
  { firmId, epoch, lastSync }: Connection,
): Promise<void> {
  if (lastSync?.status === 'failed') return;
  await connections.setDueAt(firmId, epoch, new Date(clock.now().getTime() + SOON_MILLISECONDS));
}
