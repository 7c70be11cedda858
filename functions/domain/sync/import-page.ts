import type { ConnectionRepository } from '../connection/ports.ts';
import { eachOf } from '../each-of.ts';
import type { Clock } from '../system.ts';
import { ChangePageMissingError } from './errors.ts';
import { keepLease, mustHaveTime, ownConnection } from './lease.ts';
import type { ChangePageRepository } from './ports.ts';
import type { RunClaim } from './run.ts';
import { writeChange, type WriteChangeDeps } from './write-change.ts';

export interface ImportPageDeps extends WriteChangeDeps {
  connections: Pick<ConnectionRepository, 'get' | 'renewRun'>;
  pages: Pick<ChangePageRepository, 'get'>;
  clock: Clock;
}

export interface ImportPageInput {
  run: RunClaim;
  page: number;
  pages: number;
  toWrite: number;
  written: number;
}

/** One firm is one partition of the table: more would only be throttled. */
const IN_FLIGHT = 25;
/**
 * Writes, and time, between two looks at the connection: what may follow a disconnect at most, which waits for it
 * (`WRITES_END_MILLISECONDS`). Beyond that the items themselves refuse an old claim.
 */
const CHECK_EVERY = 100;
const CHECK_MILLISECONDS = 1_000;

/** Writes one page of changes; repeating it writes the same once more. */
export async function importPage(
  deps: ImportPageDeps,
  { run, page, pages, toWrite, written }: ImportPageInput,
): Promise<{ next: 'page' | 'complete'; page: number; written: number }> {
  const leaseUntil = await keepLease(deps, run, { phase: 'running', progress: { toWrite, written } });
  const changes = await deps.pages.get(run.firmId, run.syncId, page);
  if (changes === undefined) throw new ChangePageMissingError();
  const at = deps.clock.now();
  const look = lookout(deps, run);
  await eachOf(changes, IN_FLIGHT, async (change) => {
    await look();
    mustHaveTime(deps.clock, leaseUntil);
    await writeChange(deps, run, change, at);
  });
  const next = page + 1 < pages ? 'page' : 'complete';
  return { next, page: page + 1, written: written + changes.length };
}

/** Resolves when the connection was this run's a moment ago, and fails when it no longer is. */
function lookout({ connections, clock }: ImportPageDeps, run: RunClaim): () => Promise<unknown> {
  let writes = 0;
  let since = clock.now().getTime();
  let look: Promise<unknown> = Promise.resolve();
  return () => {
    const now = clock.now().getTime();
    if (writes >= CHECK_EVERY || now - since >= CHECK_MILLISECONDS) {
      writes = 0;
      since = now;
      look = ownConnection(connections, run);
    }
    writes += 1;
    return look;
  };
}
