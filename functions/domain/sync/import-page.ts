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
/** Writes between two looks at the connection: so many may follow a disconnect at most (their items refuse an old claim). */
const CHECK_EVERY = 100;

/** Writes one page of changes; repeating it writes the same once more. */
export async function importPage(
  deps: ImportPageDeps,
  { run, page, pages, toWrite, written }: ImportPageInput,
): Promise<{ next: 'page' | 'complete'; page: number; written: number }> {
  const leaseUntil = await keepLease(deps, run, { phase: 'running', progress: { toWrite, written } });
  const changes = await deps.pages.get(run.firmId, run.syncId, page);
  if (changes === undefined) throw new ChangePageMissingError();
  const at = deps.clock.now();
  for (let start = 0; start < changes.length; start += CHECK_EVERY) {
    if (start > 0) await ownConnection(deps.connections, run);
    await eachOf(changes.slice(start, start + CHECK_EVERY), IN_FLIGHT, (change) => {
      mustHaveTime(deps.clock, leaseUntil);
      return writeChange(deps, run, change, at);
    });
  }
  const next = page + 1 < pages ? 'page' : 'complete';
  return { next, page: page + 1, written: written + changes.length };
}
