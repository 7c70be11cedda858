import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import { DomainError } from '../errors.ts';
import type { IdSource } from '../system.ts';
import type { ClientChanges, ContactInput, NewClient } from './client-input.ts';
import type { Client, Contact } from './client.ts';
import { normaliseName } from './client.ts';
import type { EditLockDeps } from './edit-lock.ts';
import { whileEditing } from './edit-lock.ts';
import { ClientExistsError, clientNotFound } from './errors.ts';
import { emailsOf, KnownClients } from './known-clients.ts';
import type { ClientRepository } from './ports.ts';
import { managedInXpm, mustBeEditable } from './view-only.ts';

export interface EditDeps extends EditLockDeps {
  clients: Pick<ClientRepository, 'get' | 'all' | 'putByHand'>;
  connections: Pick<ConnectionRepository, 'get'>;
}

const DETAILS = ['email', 'phone', 'website', 'address', 'city', 'region', 'postCode', 'country'] as const;

/** `changed`: something was written. */
export interface Edited {
  client: Client;
  connection: Connection | undefined;
  changed: boolean;
  /** It had been archived. */
  restored: boolean;
}

export function addClient(deps: EditDeps, firmId: string, input: NewClient): Promise<Edited> {
  return editing(deps, firmId, async (connection) => {
    const { name, status, contacts, ...details } = input;
    const client: Client = {
      clientId: deps.ids.uuid(),
      name,
      status,
      contacts: contactsOf(contacts, [], deps.ids),
      updatedAt: deps.clock.now().toISOString(),
    };
    setDetails(client, details);
    mustBeOnlyOne(await KnownClients.read(deps.clients.all(firmId)), client, undefined);
    return write(deps, firmId, client, connection);
  });
}

export function changeClient(
  deps: EditDeps,
  firmId: string,
  clientId: string,
  changes: ClientChanges,
): Promise<Edited> {
  return editing(deps, firmId, async (connection) => {
    const before = await deps.clients.get(firmId, clientId);
    if (before === undefined) throw clientNotFound();
    const after = changed(before, changes, deps.ids);
    if (isDeepStrictEqual(before, after))
      return { client: before, connection, changed: false, restored: false };
    if (addsToWhatIsUnique(before, after)) {
      mustBeOnlyOne(await KnownClients.read(deps.clients.all(firmId)), after, before);
    }
    const client = { ...after, updatedAt: deps.clock.now().toISOString() };
    const restored = before.status === 'archived' && client.status !== 'archived';
    return { ...(await write(deps, firmId, client, connection)), restored };
  });
}

/** Nothing is ever erased; repeatable. */
export function archiveClient(deps: EditDeps, firmId: string, clientId: string): Promise<Edited> {
  return editing(deps, firmId, async (connection) => {
    const before = await deps.clients.get(firmId, clientId);
    if (before === undefined) throw clientNotFound();
    if (before.status === 'archived') return { client: before, connection, changed: false, restored: false };
    const client: Client = { ...before, status: 'archived', updatedAt: deps.clock.now().toISOString() };
    return write(deps, firmId, client, connection);
  });
}

export async function editing<T>(
  deps: EditLockDeps & Pick<EditDeps, 'connections'>,
  firmId: string,
  work: (connection: Connection | undefined) => Promise<T>,
): Promise<T> {
  return whileEditing(deps, firmId, async () => {
    const connection = await deps.connections.get(firmId);
    mustBeEditable(connection);
    return work(connection);
  });
}

async function write(
  deps: EditDeps,
  firmId: string,
  client: Client,
  connection: Connection | undefined,
): Promise<Edited> {
  const outcome = await deps.clients.putByHand(firmId, client, connection?.epoch ?? 0);
  // A sync of a newer connection was faster.
  if (outcome === 'stale') throw managedInXpm();
  return { client, connection, changed: true, restored: false };
}

function changed(before: Client, changes: ClientChanges, ids: IdSource): Client {
  const { name = before.name, status = before.status, contacts, ...details } = changes;
  const after: Client = { ...before, name, status };
  setDetails(after, details);
  if (contacts !== undefined) after.contacts = contactsOf(contacts, before.contacts, ids);
  return after;
}

function setDetails(client: Client, details: Omit<ClientChanges, 'name' | 'status' | 'contacts'>): void {
  for (const name of DETAILS) {
    const value = details[name];
    if (value === null) Reflect.deleteProperty(client, name);
    else if (value !== undefined) client[name] = value;
  }
}

/** Exactly one is primary if there is one at all: the flagged one, else the first. */
function contactsOf(inputs: readonly ContactInput[], before: readonly Contact[], ids: IdSource): Contact[] {
  const known = new Set(before.map(({ contactId }) => contactId));
  const flagged = inputs.findIndex(({ isPrimary }) => isPrimary === true);
  return inputs.map(({ contactId, ...input }, index) => {
    if (contactId !== undefined && !known.delete(contactId)) {
      throw new DomainError(
        'invalid',
        'CONTACT_UNKNOWN',
        'A contactId is not one of this client, or is there twice.',
      );
    }
    return { ...input, contactId: contactId ?? ids.uuid(), isPrimary: index === Math.max(flagged, 0) };
  });
}

/** What other clients have is looked at only where this one comes to share it: XPM allows namesakes. */
function addsToWhatIsUnique(before: Client, after: Client): boolean {
  const emails = emailsOf(before);
  return (
    normaliseName(before.name) !== normaliseName(after.name) ||
    [...emailsOf(after)].some((email) => !emails.has(email))
  );
}

function mustBeOnlyOne(known: KnownClients, client: Client, before: Client | undefined): void {
  const { clientId, name } = client;
  if (before === undefined || normaliseName(before.name) !== normaliseName(name)) {
    const namesake = known.named(name).find((other) => other.clientId !== clientId);
    if (namesake !== undefined) throw new ClientExistsError(namesake, 'name');
  }
  const emailsBefore = before === undefined ? new Set<string>() : emailsOf(before);
  for (const email of emailsOf(client)) {
    const owner = emailsBefore.has(email) ? undefined : known.ownerOf(email, clientId);
    if (owner !== undefined) throw new ClientExistsError(owner, 'e-mail');
  }
}
