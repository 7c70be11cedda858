import type { AuditLog } from '../audit/ports.ts';
import { resolvePrimary } from '../client/primary-contact.ts';
import type { Client } from '../client/client.ts';
import type { ClientRepository, SyncedOutcome } from '../client/ports.ts';
import { type DuplicateRecord, proposed, reopened } from '../duplicate/duplicate.ts';
import type { DuplicateRepository } from '../duplicate/ports.ts';
import type { PracticeClient } from '../practice/practice-client.ts';
import { LeaseLostError } from './errors.ts';
import { incomingOf } from './match-added.ts';
import { placeOf } from './place-of.ts';
import type { RunClaim } from './run.ts';
import type { ClientChange } from './sync.ts';

export interface WriteChangeDeps {
  clients: Pick<ClientRepository, 'held' | 'putSynced' | 'archiveSynced' | 'link'>;
  duplicates: Pick<DuplicateRepository, 'record' | 'save'>;
  audit: AuditLog;
}

type Upsert = Extract<ClientChange, { kind: 'upsert' }>;
type Archive = Extract<ClientChange, { kind: 'archive' }>;

/** Decisions about one client while a sync writes it; no admin is as fast as that. */
const MOVES = 3;

/** Repeatable. A link that was made or undone since the change was found is followed, never overwritten. */
export async function writeChange(
  deps: WriteChangeDeps,
  run: RunClaim,
  change: ClientChange,
  at: Date,
): Promise<void> {
  if (change.kind === 'archive') await archive(deps, run, change, at);
  else if (change.linkFrom === undefined) await upsert(deps, run, change, at);
  else await linkAndPut(deps, run, { ...change, linkFrom: change.linkFrom }, at);
}

async function upsert(deps: WriteChangeDeps, run: RunClaim, change: Upsert, at: Date): Promise<void> {
  let { clientId } = change;
  for (let move = 0; move < MOVES; move += 1) {
    const client = clientOf(clientId, change.client, at);
    if (isWritten(await deps.clients.putSynced(run.firmId, client, change.hash, run))) return;
    const place = await placeOf(deps.clients, run.firmId, change.client.xpmUuid);
    clientId = place.stored?.clientId ?? place.at;
  }
  throw new LeaseLostError();
}

async function archive(deps: WriteChangeDeps, run: RunClaim, change: Archive, at: Date): Promise<void> {
  let { clientId } = change;
  for (let move = 0; move < MOVES; move += 1) {
    const { xpmUuid } = change;
    if (isWritten(await deps.clients.archiveSynced(run.firmId, clientId, run, at, xpmUuid))) return;
    if (xpmUuid === undefined) return;
    const { stored } = await placeOf(deps.clients, run.firmId, xpmUuid);
    // Its id is another one's by now, so that there is nothing left to archive.
    if (stored === undefined) return;
    clientId = stored.clientId;
  }
  throw new LeaseLostError();
}

/**
 * What the client was is kept before it is overwritten, and it is overwritten before its second id leads to it: a kill
 * in between loses nothing, and the next full sync finishes. Whoever kept the two apart before is not overruled.
 */
async function linkAndPut(
  deps: WriteChangeDeps,
  run: RunClaim,
  change: Upsert & { linkFrom: string },
  at: Date,
): Promise<void> {
  const { firmId } = run;
  const held = await deps.clients.held(firmId, change.clientId);
  const { xpmUuid } = change.client;
  const own = { ...change, clientId: change.linkFrom };
  if (held?.kind !== 'client' || (held.client.xpmUuid ?? xpmUuid) !== xpmUuid)
    return upsert(deps, run, own, at);

  const duplicate = await deps.duplicates.record(firmId, linkedBySync(held, change, at));
  if (duplicate.status !== 'linked') return upsert(deps, run, own, at);
  const client = clientOf(change.clientId, change.client, at);
  if (!isWritten(await deps.clients.putSynced(firmId, client, change.hash, run, 'by-hand'))) {
    await deps.duplicates.save(firmId, reopened(duplicate));
    return upsert(deps, run, own, at);
  }
  isWritten(await deps.clients.link(firmId, change.linkFrom, change.clientId, run));
  await deps.audit.append({
    firmId,
    at: at.toISOString(),
    action: 'DUPLICATE_LINKED',
    actor: 'system',
    source: 'sync-firm',
    result: 'success',
    details: {
      duplicateId: duplicate.duplicateId,
      clientId: change.clientId,
      linkedId: change.linkFrom,
      syncId: run.syncId,
    },
  });
}

function linkedBySync(
  { client, hash }: { client: Client; hash?: string },
  change: Upsert & { linkFrom: string },
  at: Date,
): DuplicateRecord {
  const { clientId, name, email, status } = client;
  const existing = { clientId, name, status, ...(email !== undefined && { email }) };
  const incoming = incomingOf(change.linkFrom, change.client);
  return {
    ...proposed({ existing, incoming, reason: 'name-and-email' }, at),
    status: 'linked',
    automatic: true,
    decidedAt: at.toISOString(),
    before: { client, ...(hash !== undefined && { hash }) },
  };
}

/** False: the id stands for somebody else now. */
function isWritten(outcome: SyncedOutcome): boolean {
  if (outcome === 'stale') throw new LeaseLostError();
  return outcome === 'written';
}

function clientOf(
  clientId: string,
  { xpmUuid, isProspect, details, contacts }: PracticeClient,
  at: Date,
): Client {
  return {
    ...details,
    clientId,
    xpmUuid,
    status: isProspect ? 'prospect' : 'client',
    contacts: resolvePrimary(contacts),
    updatedAt: at.toISOString(),
  };
}
