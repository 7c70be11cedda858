import type { ClientRepository, StoredClient } from '../client/ports.ts';
import type { Comparison, Removal } from './comparison.ts';
import { isMany, mayRemove } from './removal-guard.ts';

export interface RemovalDeps {
  clients: Pick<ClientRepository, 'get' | 'countSynced'>;
}

/** Held removals that are named; a list of thousands would be read by nobody. */
const NAMED = 200;

/** What XPM dropped; counted as archived, or as held. */
export interface Dropped {
  all: readonly Removal[];
  /** Those that may happen. */
  archive: readonly Removal[];
}

export async function settleRemovals(
  deps: RemovalDeps,
  firmId: string,
  comparison: Comparison,
  stored: ReadonlyMap<string, StoredClient> | undefined,
  approved: number | undefined,
): Promise<Dropped> {
  const { counts } = comparison;
  // Absence proves something only in a whole list of which every record could be told.
  const absent = stored !== undefined && comparison.absenceCounts ? comparison.absent(stored.values()) : [];
  const removals = [...comparison.removals, ...absent];
  const current = isMany(removals.length) ? await countCurrent(deps, firmId, stored) : 0;
  // A delta that names nobody flags nobody, so that this asks about whole lists alone.
  const listEmpty = counts.seen === 0;
  if (mayRemove({ removals: removals.length, current, listEmpty, approved })) {
    counts.archived = removals.length;
    return { all: removals, archive: removals };
  }
  counts.held = removals.length;
  await reportHeld(deps, firmId, comparison, removals);
  return { all: removals, archive: [] };
}

async function countCurrent(
  deps: RemovalDeps,
  firmId: string,
  stored: ReadonlyMap<string, StoredClient> | undefined,
): Promise<number> {
  if (stored === undefined) return deps.clients.countSynced(firmId);
  return [...stored.values()].filter(({ archived, xpmUuid }) => !archived && xpmUuid !== undefined).length;
}

async function reportHeld(
  deps: RemovalDeps,
  firmId: string,
  comparison: Comparison,
  removals: readonly Removal[],
): Promise<void> {
  let looked = 0;
  for (const { clientId, ...removal } of removals) {
    let { name, webUrl } = removal;
    if (name === null && looked < NAMED) {
      looked += 1;
      const client = await deps.clients.get(firmId, clientId);
      name = client?.name ?? null;
      webUrl = client?.webUrl ?? webUrl;
    }
    const message = 'XPM archived, deleted or no longer lists this client. It stays until an admin approves.';
    comparison.report({ code: 'REMOVAL_HELD', message, name, xpmUuid: removal.xpmUuid, webUrl });
  }
}
