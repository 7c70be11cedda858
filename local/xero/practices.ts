import type { Collection, StateStore } from '../state-store.ts';
import { demoClients } from './demo-practice.ts';
import {
  type Client,
  ClientSchema,
  type Contact,
  ContactSchema,
  type Practice,
  PracticeSchema,
  type SeedClient,
  SeedClientSchema,
  type SeedContact,
  type SeedPractice,
  stableUuid,
} from './model.ts';

interface Shelf {
  clients: Collection<Client>;
  contacts: Collection<Contact>;
  sorted: Client[] | undefined;
}

const byName = new Intl.Collator('en', { sensitivity: 'base' });

export class UnknownRecordError extends Error {}

/** The practices with their clients and contacts: one document each, kept in the state. */
export class Practices {
  private readonly practices: Collection<Practice>;
  private readonly shelves = new Map<string, Shelf>();
  private readonly state: StateStore;
  private readonly now: () => number;
  private readonly contactEditsMoveModified: () => boolean;

  constructor(state: StateStore, now: () => number, contactEditsMoveModified: () => boolean) {
    this.state = state;
    this.now = now;
    this.contactEditsMoveModified = contactEditsMoveModified;
    this.practices = state.collection('xero-practices', PracticeSchema);
  }

  add(seed: SeedPractice): Practice {
    const tenantId = seed.tenantId ?? stableUuid('practice', seed.name);
    const fresh = {
      tenantId,
      name: seed.name,
      hideName: seed.hideName ?? false,
      seed: seed.seed ?? 1,
      nextNumber: 1_000_001,
    };
    this.practices.set(tenantId, fresh);
    seed.clients.forEach((client, index) => this.write(tenantId, client, fresh.nextNumber + index));
    const practice = { ...fresh, nextNumber: fresh.nextNumber + seed.clients.length };
    this.practices.set(tenantId, practice);
    return practice;
  }

  all(): Practice[] {
    return this.practices.entries().map(([, practice]) => practice);
  }

  /** By tenant id or by name. */
  find(nameOrId: string): Practice {
    const found = this.practices.get(nameOrId) ?? this.all().find((practice) => practice.name === nameOrId);
    if (!found) throw new UnknownRecordError(`There is no practice "${nameOrId}".`);
    return found;
  }

  rename(tenantId: string, changes: Partial<Pick<Practice, 'name' | 'hideName'>>): void {
    this.practices.set(tenantId, { ...this.find(tenantId), ...changes });
  }

  /** All records, archived and deleted included, ascending by name as the API lists them. */
  clients(tenantId: string): Client[] {
    const shelf = this.shelf(tenantId);
    shelf.sorted ??= shelf.clients
      .entries()
      .map(([, client]) => client)
      .sort((a, b) => byName.compare(a.name, b.name) || a.number - b.number);
    return shelf.sorted;
  }

  client(tenantId: string, uuid: string): Client | undefined {
    return this.shelf(tenantId).clients.get(uuid.toLowerCase());
  }

  contact(tenantId: string, uuid: string): Contact | undefined {
    return this.shelf(tenantId).contacts.get(uuid.toLowerCase());
  }

  contacts(tenantId: string): Contact[] {
    return this.shelf(tenantId)
      .contacts.entries()
      .map(([, contact]) => contact)
      .sort((a, b) => byName.compare(a.name, b.name));
  }

  contactsOf(tenantId: string, client: Client): SeedContact[] {
    return client.links
      .flatMap(({ contact: uuid, ...link }) => {
        const contact = this.contact(tenantId, uuid);
        return contact ? [{ ...contact, ...link }] : [];
      })
      .sort((a, b) => byName.compare(a.name, b.name));
  }

  /** Adds a client, or changes the given fields of the one with this uuid; `contacts`, if given, replaces its contacts. */
  upsertClient(nameOrId: string, changes: Partial<SeedClient>): string {
    const { tenantId } = this.find(nameOrId);
    const old = changes.uuid === undefined ? undefined : this.client(tenantId, changes.uuid);
    if (old) {
      const ownFields = Object.keys(changes).some((field) => field !== 'uuid' && field !== 'contacts');
      const modifiedAt = ownFields || this.contactEditsMoveModified() ? this.now() : old.modifiedAt;
      const contacts = changes.contacts ?? this.contactsOf(tenantId, old);
      this.write(tenantId, { ...old, modifiedAt, ...changes, uuid: old.uuid, contacts }, old.number);
      return old.uuid;
    }
    const practice = this.find(tenantId);
    const uuid = changes.uuid ?? stableUuid('added', tenantId, practice.nextNumber, this.now());
    this.practices.set(tenantId, { ...practice, nextNumber: practice.nextNumber + 1 });
    this.write(tenantId, { name: 'New client', ...changes, uuid }, practice.nextNumber);
    return uuid;
  }

  /** Changes a contact under all its clients at once. */
  upsertContact(nameOrId: string, changes: Partial<Contact> & { uuid: string }): void {
    const { tenantId } = this.find(nameOrId);
    const shelf = this.shelf(tenantId);
    shelf.contacts.set(
      changes.uuid,
      ContactSchema.parse({ ...shelf.contacts.get(changes.uuid), ...changes }),
    );
    if (!this.contactEditsMoveModified()) return;
    for (const client of this.clients(tenantId)) {
      if (client.links.some((link) => link.contact === changes.uuid)) this.touch(tenantId, client);
    }
  }

  removeClient(nameOrId: string, uuid: string): void {
    const shelf = this.shelf(this.find(nameOrId).tenantId);
    shelf.clients.delete(uuid);
    shelf.sorted = undefined;
  }

  /** Grows the practice with generated clients, or lets the last ones vanish. */
  resize(nameOrId: string, size: number): void {
    const practice = this.find(nameOrId);
    const surplus = this.clients(practice.tenantId)
      .toSorted((a, b) => a.number - b.number)
      .slice(size);
    for (const client of surplus) this.removeClient(practice.tenantId, client.uuid);
    const missing = size - this.clients(practice.tenantId).length;
    let index = 0;
    for (let added = 0; added < missing; index += 1) {
      const [client] = demoClients(practice.seed, index, index + 1);
      if (!client || this.client(practice.tenantId, client.uuid)) continue;
      this.upsertClient(practice.tenantId, { ...client, modifiedAt: this.now() });
      added += 1;
    }
  }

  private touch(tenantId: string, client: Client): void {
    const shelf = this.shelf(tenantId);
    shelf.clients.set(client.uuid, { ...client, modifiedAt: this.now() });
    shelf.sorted = undefined;
  }

  private write(tenantId: string, seed: SeedClient, number: number): void {
    const { contacts, modifiedAt, ...fields } = SeedClientSchema.parse(seed);
    const shelf = this.shelf(tenantId);
    for (const given of contacts) {
      const contact = ContactSchema.parse(given);
      const uuid = contact.uuid.toLowerCase();
      const known = shelf.contacts.get(uuid);
      const next = { ...contact, uuid };
      if (!known || JSON.stringify(known) !== JSON.stringify(next)) shelf.contacts.set(uuid, next);
    }
    const uuid = fields.uuid.toLowerCase();
    const links = contacts.map(({ uuid: contact, position, isPrimary }) => ({
      contact: contact.toLowerCase(),
      position,
      isPrimary,
    }));
    shelf.clients.set(uuid, { ...fields, uuid, number, modifiedAt: modifiedAt ?? this.now(), links });
    shelf.sorted = undefined;
  }

  private shelf(tenantId: string): Shelf {
    let shelf = this.shelves.get(tenantId);
    if (!shelf) {
      shelf = {
        clients: this.state.collection(`xero-clients-${tenantId}`, ClientSchema),
        contacts: this.state.collection(`xero-contacts-${tenantId}`, ContactSchema),
        sorted: undefined,
      };
      this.shelves.set(tenantId, shelf);
    }
    return shelf;
  }
}
