import type { ClientRepository, StoredClient } from '../client/ports.ts';
import { clientIdOf } from '../ids.ts';
import { PracticeRefusedError } from '../practice/errors.ts';
import { xpmUuidOf } from '../practice/map-record.ts';
import type { PracticeRecord } from '../practice/ports.ts';
import { Comparison, type Identified, type Removal } from './comparison.ts';
import type { SyncRun } from './lease.ts';
import { isPassing, type ListReader } from './list-reader.ts';
import type { ChangePageRepository, SyncRepository } from './ports.ts';
import { isMany, mayRemove } from './removal-guard.ts';
import type { SyncCounts } from './sync.ts';

export interface ReadChangesDeps {
  clients: Pick<ClientRepository, 'get' | 'stored' | 'storedByIds' | 'countSynced'>;
  pages: Pick<ChangePageRepository, 'put'>;
  syncs: Pick<SyncRepository, 'putIssues'>;
}

/** What a whole reading of the practice came to. */
export interface ReadChanges {
  counts: SyncCounts;
  pages: number;
  issueCount: number;
  missedByDelta: number | null;
  absenceCounts: boolean;
}

/** Ids of one look-up in a delta. */
const BATCH = 100;
/** Issues of one stored part. */
const ISSUES_PART = 200;
/** Held removals that are named; a list of thousands would be read by nobody. */
const NAMED = 200;

export async function readChanges(
  deps: ReadChangesDeps,
  reader: ListReader,
  run: SyncRun,
  approvedRemovals: number | undefined,
): Promise<ReadChanges> {
  const since = run.modifiedSince === null ? undefined : new Date(run.modifiedSince);
  const full = run.mode === 'full' || since === undefined;
  const inDelta = full && since !== undefined ? await idsOfDelta(reader, run.firmId, since) : null;
  const stored = full ? await loadStored(deps, run.firmId) : undefined;

  const comparison = await reader.read(full ? undefined : since, async (records) => {
    const attempt = new Comparison(run.firmId, run.syncId, deps.pages, inDelta);
    await (stored === undefined
      ? compareDelta(deps, run.firmId, attempt, records)
      : compareFull(attempt, records, stored));
    return attempt;
  });

  const gone = await settleRemovals(deps, run.firmId, comparison, stored, approvedRemovals);
  for (const { clientId } of gone) await comparison.pages.add({ kind: 'archive', clientId });
  const pages = await comparison.pages.finish();
  await storeIssues(deps, run, comparison);

  const { counts, issueCount, absenceCounts, missedChanges, missedRemovals } = comparison;
  const missedByDelta = inDelta === null ? null : missedChanges + (gone.length > 0 ? missedRemovals : 0);
  return { counts, pages, issueCount, absenceCounts, missedByDelta };
}

/** Null when Xero did not give it: the sync then only learns nothing about deltas. */
async function idsOfDelta(reader: ListReader, firmId: string, since: Date): Promise<Set<string> | null> {
  const collect = async (records: AsyncIterable<PracticeRecord>) => {
    const ids = new Set<string>();
    for await (const record of records) {
      const xpmUuid = xpmUuidOf(record);
      if (xpmUuid !== undefined) ids.add(clientIdOf(firmId, xpmUuid));
    }
    return ids;
  };
  try {
    return await reader.read(since, collect, 1);
  } catch (error) {
    if (isPassing(error) || error instanceof PracticeRefusedError) return null;
    throw error;
  }
}

async function loadStored(deps: ReadChangesDeps, firmId: string): Promise<Map<string, StoredClient>> {
  const stored = new Map<string, StoredClient>();
  for await (const client of deps.clients.stored(firmId)) stored.set(client.clientId, client);
  return stored;
}

async function compareFull(
  comparison: Comparison,
  records: AsyncIterable<PracticeRecord>,
  stored: ReadonlyMap<string, StoredClient>,
): Promise<void> {
  for await (const record of records) {
    const identified = comparison.identify(record);
    if (identified !== undefined) await comparison.compare(identified, stored.get(identified.clientId));
  }
}

async function compareDelta(
  deps: ReadChangesDeps,
  firmId: string,
  comparison: Comparison,
  records: AsyncIterable<PracticeRecord>,
): Promise<void> {
  let batch: Identified[] = [];
  const lookUp = async () => {
    const ids = batch.map(({ clientId }) => clientId);
    const found = ids.length === 0 ? [] : await deps.clients.storedByIds(firmId, ids);
    const stored = new Map(found.map((client) => [client.clientId, client]));
    for (const identified of batch) await comparison.compare(identified, stored.get(identified.clientId));
    batch = [];
  };
  for await (const record of records) {
    const identified = comparison.identify(record);
    if (identified !== undefined) batch.push(identified);
    if (batch.length >= BATCH) await lookUp();
  }
  await lookUp();
}

/** Counts the removals as archived or as held, and answers those that may happen. */
async function settleRemovals(
  deps: ReadChangesDeps,
  firmId: string,
  comparison: Comparison,
  stored: ReadonlyMap<string, StoredClient> | undefined,
  approved: number | undefined,
): Promise<Removal[]> {
  const { counts } = comparison;
  // Absence proves something only in a whole list of which every record could be told.
  const absent = stored !== undefined && comparison.absenceCounts ? comparison.absent(stored.values()) : [];
  const removals = [...comparison.removals, ...absent];
  const current = isMany(removals.length) ? await countCurrent(deps, firmId, stored) : 0;
  const listEmpty = stored !== undefined && counts.seen === 0;
  if (mayRemove({ removals: removals.length, current, listEmpty, approved })) {
    counts.archived = removals.length;
    return removals;
  }
  counts.held = removals.length;
  await reportHeld(deps, firmId, comparison, removals);
  return [];
}

async function countCurrent(
  deps: ReadChangesDeps,
  firmId: string,
  stored: ReadonlyMap<string, StoredClient> | undefined,
): Promise<number> {
  if (stored === undefined) return deps.clients.countSynced(firmId);
  return [...stored.values()].filter(({ archived, xpmUuid }) => !archived && xpmUuid !== undefined).length;
}

async function reportHeld(
  deps: ReadChangesDeps,
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

async function storeIssues(deps: ReadChangesDeps, run: SyncRun, { issues }: Comparison): Promise<void> {
  for (let part = 0; part * ISSUES_PART < issues.length; part += 1) {
    const slice = issues.slice(part * ISSUES_PART, (part + 1) * ISSUES_PART);
    await deps.syncs.putIssues(run.firmId, run.syncId, part, slice);
  }
}
