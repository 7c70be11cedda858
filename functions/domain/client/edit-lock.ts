import { DomainError } from '../errors.ts';
import type { Clock, IdSource, Sleep } from '../system.ts';
import type { ClientEditLock } from './ports.ts';

export interface EditLockDeps {
  lock: ClientEditLock;
  clock: Clock;
  ids: IdSource;
  sleep: Sleep;
}

/** Longer than any function may run that edits (29 seconds), so that nobody who lost it still writes. */
const HELD_MILLISECONDS = 45_000;
/** A colleague's click takes far less; an import may take longer, and then this one is told so. */
const PATIENCE_MILLISECONDS = 5_000;
const LOOK_EVERY_MILLISECONDS = 150;
const SYNC_LOOKS_EVERY_MILLISECONDS = 500;

/**
 * Names and e-mails must be unique across all clients, which no condition on a single item can say. So whoever edits by
 * hand does it alone: look, decide and write under one lease per firm. Syncs take none: nobody begins to edit while
 * connected, the first sync waits for who began before, and the epoch in every item keeps stale writers of either side
 * out.
 */
export async function whileEditing<T>(
  deps: EditLockDeps,
  firmId: string,
  work: () => Promise<T>,
): Promise<T> {
  const owner = deps.ids.uuid();
  const patience = deps.clock.now().getTime() + PATIENCE_MILLISECONDS;
  while (!(await acquire(deps, firmId, owner))) {
    if (deps.clock.now().getTime() > patience) {
      const message = 'Somebody of your firm is changing clients right now. Try again in a moment.';
      throw new DomainError('conflict', 'CLIENTS_BUSY', message);
    }
    await deps.sleep(LOOK_EVERY_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    // What was done is done; a lease that could not be given back ends by itself.
    await deps.lock.release(firmId, owner).catch(() => undefined);
  }
}

/**
 * For the first sync of a connection, before it looks at what is stored: who began to edit before the firm was connected
 * goes on to the end, and a client that comes after the look would be compared and matched with nothing. Waits no longer
 * than a lease lasts: whoever holds one then found the firm connected.
 */
export async function untilNobodyEdits(
  { lock, clock, sleep }: { lock: Pick<ClientEditLock, 'isFree'>; clock: Clock; sleep: Sleep },
  firmId: string,
): Promise<void> {
  for (let waited = 0; waited <= HELD_MILLISECONDS; waited += SYNC_LOOKS_EVERY_MILLISECONDS) {
    if (await lock.isFree(firmId, clock.now())) return;
    await sleep(SYNC_LOOKS_EVERY_MILLISECONDS);
  }
}

function acquire({ lock, clock }: EditLockDeps, firmId: string, owner: string): Promise<boolean> {
  const now = clock.now();
  return lock.acquire(firmId, owner, new Date(now.getTime() + HELD_MILLISECONDS), now);
}
