import type { ClientRepository, StoredClient } from '../client/ports.ts';
import { proposed, type Proposal } from '../duplicate/duplicate.ts';
import type { DuplicateRepository } from '../duplicate/ports.ts';
import { eachOf } from '../each-of.ts';
import { PracticeRefusedError } from '../practice/errors.ts';
import { xpmUuidOf } from '../practice/map-record.ts';
import type { PracticeRecord } from '../practice/ports.ts';
import type { Clock } from '../system.ts';
import { Comparison, type Identified } from './comparison.ts';
import type { SyncRun } from './lease.ts';
import { isPassing, type ListReader } from './list-reader.ts';
import { locateAll, StoredPlaces } from './locate.ts';
import { AddedInDelta, AddedToFirm, type MatchingClients } from './match-added.ts';
import type { ChangePageRepository, SyncRepository } from './ports.ts';
import { type RemovalDeps, settleRemovals } from './settle-removals.ts';
import type { SyncCounts, SyncIssue } from './sync.ts';

export interface ReadChangesDeps extends RemovalDeps {
  clients: RemovalDeps['clients'] & MatchingClients & Pick<ClientRepository, 'stored' | 'storedByIds'>;
  duplicates: Pick<DuplicateRepository, 'record'>;
  clock: Clock;
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
const PROPOSALS_IN_FLIGHT = 25;
/** Issues of one stored part. */
const ISSUES_PART = 200;

export async function readChanges(
  deps: ReadChangesDeps,
  reader: ListReader,
  run: SyncRun,
  approvedRemovals: number | undefined,
): Promise<ReadChanges> {
  const since = run.modifiedSince === null ? undefined : new Date(run.modifiedSince);
  const full = run.mode === 'full' || since === undefined;
  const inDelta = full && since !== undefined ? await uuidsOfDelta(reader, since) : null;
  const stored = full ? await loadStored(deps, run.firmId) : undefined;

  const { comparison, added } = await reader.read(full ? undefined : since, async (records) => {
    const { firmId, syncId } = run;
    const added =
      stored === undefined
        ? new AddedInDelta(deps.clients, firmId)
        : new AddedToFirm(deps.clients, firmId, stored.values());
    const comparison = new Comparison(firmId, syncId, deps.pages, inDelta, added);
    await (stored === undefined
      ? compareDelta(deps, firmId, comparison, records)
      : compareFull(comparison, records, new StoredPlaces(firmId, stored)));
    return { comparison, added };
  });

  const dropped = await settleRemovals(deps, run.firmId, comparison, stored, approvedRemovals);
  for (const { clientId, xpmUuid } of dropped.archive) {
    await comparison.pages.add({ kind: 'archive', clientId, xpmUuid });
  }
  const pages = await comparison.pages.finish();
  const proposals = await added.finish(dropped.all.map(({ clientId }) => clientId));
  await keepProposals(deps, run.firmId, comparison, proposals);
  await storeIssues(deps, run, comparison);

  const { counts, issueCount, absenceCounts, missedChanges, missedRemovals } = comparison;
  const missedByDelta =
    inDelta === null ? null : missedChanges + (dropped.archive.length > 0 ? missedRemovals : 0);
  return { counts, pages, issueCount, absenceCounts, missedByDelta };
}

/** Null when Xero did not give it: the sync then only learns nothing about deltas. */
async function uuidsOfDelta(reader: ListReader, since: Date): Promise<Set<string> | null> {
  const collect = async (records: AsyncIterable<PracticeRecord>) => {
    const xpmUuids = new Set<string>();
    for await (const record of records) {
      const xpmUuid = xpmUuidOf(record);
      if (xpmUuid !== undefined) xpmUuids.add(xpmUuid);
    }
    return xpmUuids;
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
  places: StoredPlaces,
): Promise<void> {
  for await (const record of records) {
    const identified = comparison.identify(record);
    if (identified !== undefined) await comparison.compare(identified, places.find(identified.xpmUuid));
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
    const xpmUuids = batch.map(({ xpmUuid }) => xpmUuid);
    const places = await locateAll(firmId, xpmUuids, (ids) => deps.clients.storedByIds(firmId, ids));
    for (const identified of batch) {
      const place = places.get(identified.xpmUuid);
      if (place === undefined) throw new Error('A client was not located');
      await comparison.compare(identified, place);
    }
    batch = [];
  };
  for await (const record of records) {
    const identified = comparison.identify(record);
    if (identified !== undefined) batch.push(identified);
    if (batch.length >= BATCH) await lookUp();
  }
  await lookUp();
}

/** What was found before is not kept again; it is told again as long as nobody has decided. */
async function keepProposals(
  deps: ReadChangesDeps,
  firmId: string,
  comparison: Comparison,
  proposals: readonly Proposal[],
): Promise<void> {
  const at = deps.clock.now();
  await eachOf(proposals, PROPOSALS_IN_FLIGHT, async (proposal) => {
    const { status } = await deps.duplicates.record(firmId, proposed(proposal, at));
    if (status === 'open') comparison.report(possibleDuplicate(proposal));
  });
}

const IN_COMMON = { name: 'name', email: 'an e-mail', 'name-and-email': 'name and an e-mail' } as const;

function possibleDuplicate({ existing, incoming, reason }: Proposal): SyncIssue {
  const origin = existing.xpmUuid === undefined ? 'was added here' : 'XPM no longer lists or has archived';
  const message = `It may be the same as "${existing.name}", which ${origin}: they have ${IN_COMMON[reason]} in common. An admin can link them or keep them apart under Possible duplicates.`;
  const { name, xpmUuid, webUrl = null } = incoming;
  return { code: 'POSSIBLE_DUPLICATE', message, name, xpmUuid, webUrl };
}

async function storeIssues(deps: ReadChangesDeps, run: SyncRun, { issues }: Comparison): Promise<void> {
  for (let part = 0; part * ISSUES_PART < issues.length; part += 1) {
    const slice = issues.slice(part * ISSUES_PART, (part + 1) * ISSUES_PART);
    await deps.syncs.putIssues(run.firmId, run.syncId, part, slice);
  }
}
