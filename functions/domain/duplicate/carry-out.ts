import type { Client } from '../client/client.ts';
import type { ClientRepository, Held, WriteOutcome } from '../client/ports.ts';
import type { Connection } from '../connection/connection.ts';
import { placeOf } from '../sync/place-of.ts';
import type { WriteClaim } from '../sync/run.ts';
import type { Clock } from '../system.ts';
import type { DuplicateRecord } from './duplicate.ts';
import { duplicateChanged, syncIsRunning } from './errors.ts';

export interface CarryOutDeps {
  clients: Pick<ClientRepository, 'held' | 'putDecided' | 'link'>;
  clock: Clock;
}

type Whole = Extract<Held, { kind: 'client' }>;

const TAKEN = 'One of the two clients has since been linked with another. Undo that first.';

/** What the existing client is now, if it may be linked; fails with words otherwise. */
export async function beforeLink(
  { clients }: CarryOutDeps,
  firmId: string,
  duplicate: DuplicateRecord,
  connection: Connection | undefined,
): Promise<{ client: Client; hash?: string }> {
  const { existing, incoming, xpmUuid, formerXpmUuid } = duplicate;
  const other = await clients.held(firmId, incoming.clientId);
  if (other === undefined) {
    throw duplicateChanged('The client from XPM is not in the portal yet. Sync once more, then decide.');
  }
  if (other.kind === 'link' || other.client.xpmUuid !== xpmUuid) throw duplicateChanged(TAKEN);
  const { client, hash } = await whole(clients, firmId, existing.clientId);
  if (client.clientId === incoming.clientId) throw duplicateChanged(TAKEN);
  const isFree = client.xpmUuid === undefined || client.status === 'archived';
  // Removals that wait for an approval: the client is current, and XPM lists it no longer.
  const isHeld = client.xpmUuid === formerXpmUuid && connection?.lastSync?.status === 'held';
  if (!isFree && !isHeld) {
    throw duplicateChanged('XPM lists both of them as clients, so that they cannot be linked.');
  }
  return { client, ...(hash !== undefined && { hash }) };
}

/**
 * The existing client takes over what XPM says, then the other's id leads to it. Every step can be repeated: what XPM
 * says is under the one id or the other at any time. False: since the link was begun, a sync gave one of them to another.
 */
export async function carryOutLink(
  { clients, clock }: CarryOutDeps,
  firmId: string,
  { before, incoming, xpmUuid }: DuplicateRecord,
  claim: WriteClaim,
): Promise<boolean> {
  if (before === undefined) return false;
  const { clientId } = before.client;
  const [held, other] = await Promise.all([
    clients.held(firmId, clientId),
    clients.held(firmId, incoming.clientId),
  ]);
  if (held?.kind !== 'client') return false;
  const isLinked = held.client.xpmUuid === xpmUuid;
  if (other?.kind !== 'client') return isLinked;
  if (other.client.xpmUuid !== xpmUuid) return false;
  if (!isLinked && held.client.xpmUuid !== before.client.xpmUuid) return false;
  const client = { ...other.client, clientId, updatedAt: clock.now().toISOString() };
  mustBeWritten(await clients.putDecided(firmId, client, other.hash, claim));
  mustBeWritten(await clients.link(firmId, incoming.clientId, clientId, claim));
  return true;
}

/** Fails with words when a later link stands in the way. */
export async function mustBeUndoable(
  { clients }: CarryOutDeps,
  firmId: string,
  { before, incoming, xpmUuid }: DuplicateRecord,
): Promise<void> {
  const [held, other] = await Promise.all([
    before && clients.held(firmId, before.client.clientId),
    clients.held(firmId, incoming.clientId),
  ]);
  const isLinked = held?.kind === 'client' && held.client.xpmUuid === xpmUuid;
  if (!isLinked && other?.kind === 'link') throw duplicateChanged(TAKEN);
}

/** The incoming client gets its id back with what XPM says now, then the existing one is again what it was. */
export async function carryOutUndo(
  { clients, clock }: CarryOutDeps,
  firmId: string,
  { before, incoming, xpmUuid }: DuplicateRecord,
  claim: WriteClaim,
): Promise<void> {
  if (before === undefined) return;
  const [held, other] = await Promise.all([
    clients.held(firmId, before.client.clientId),
    clients.held(firmId, incoming.clientId),
  ]);
  // Never carried out (the sync was killed), or undone already.
  if (held?.kind !== 'client' || held.client.xpmUuid !== xpmUuid) return;
  if (other?.kind !== 'client') {
    const client = { ...held.client, clientId: incoming.clientId, updatedAt: clock.now().toISOString() };
    mustBeWritten(await clients.putDecided(firmId, client, held.hash, claim));
  }
  const { client, hash } = await asItWas(clients, firmId, before);
  mustBeWritten(await clients.putDecided(firmId, client, hash, claim));
}

/** Without its former XPM id, should XPM have listed that again meanwhile: it is another client's by now. */
async function asItWas(
  clients: CarryOutDeps['clients'],
  firmId: string,
  before: NonNullable<DuplicateRecord['before']>,
): Promise<NonNullable<DuplicateRecord['before']>> {
  const { xpmUuid } = before.client;
  if (xpmUuid === undefined) return before;
  const { stored } = await placeOf(clients, firmId, xpmUuid);
  if (stored === undefined || stored.clientId === before.client.clientId) return before;
  const client = { ...before.client };
  delete client.xpmUuid;
  return { client };
}

/** The client itself, also if its id was linked since. */
async function whole(clients: CarryOutDeps['clients'], firmId: string, clientId: string): Promise<Whole> {
  const held = await clients.held(firmId, clientId);
  const target = held?.kind === 'link' ? await clients.held(firmId, held.linkedTo) : held;
  if (target?.kind !== 'client') throw duplicateChanged(TAKEN);
  return target;
}

function mustBeWritten(outcome: WriteOutcome): void {
  if (outcome === 'stale') throw syncIsRunning();
}
