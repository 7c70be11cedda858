import type { WriteClaim } from '../sync/run.ts';
import type { Client, ClientGap, ClientStatus, Contact } from './client.ts';

/** What a sync must know of a stored client to tell whether anything changed. */
export interface StoredClient {
  clientId: string;
  /** Absent for clients added by hand or by CSV. */
  xpmUuid?: string;
  archived: boolean;
  /** Hash of what XPM last said (see `hashOf`); absent for clients that no sync ever wrote. */
  hash?: string;
  /** This id is no client of its own any more: it was linked to the client of that id. */
  linkedTo?: string;
}

/** What an id stands for. */
export type Held = { kind: 'client'; client: Client; hash?: string } | { kind: 'link'; linkedTo: string };

/** By what the same client is recognised under another id. */
export interface Likeness {
  clientId: string;
  xpmUuid?: string;
  name: string;
  email?: string;
  status: ClientStatus;
  /** Of the client and of all its contacts, normalised. */
  emails: readonly string[];
}

/** A client as a list shows it. */
export interface ClientRow {
  clientId: string;
  xpmUuid?: string;
  name: string;
  status: ClientStatus;
  email?: string;
  phone?: string;
  primaryContact?: Pick<Contact, 'name' | 'email' | 'phone' | 'mobile'>;
  gap?: ClientGap;
  webUrl?: string;
}

export interface ClientQuery {
  firmId: string;
  /** Part of the name, of the primary contact's name or of an e-mail address. */
  search?: string;
  /** `current` (the default): clients and prospects. */
  status: 'current' | ClientStatus;
  gap?: ClientGap;
  limit: number;
  cursor?: string;
}

/** A synced write is refused when the item carries a newer epoch or fence than the claim. */
export type WriteOutcome = 'written' | 'stale';

/** `moved`: by a link or its undoing the id stands for somebody else now, so that nothing was written. */
export type SyncedOutcome = WriteOutcome | 'moved';

/** DynamoDB's limit of one BatchWriteItem. */
export const ADDED_AT_ONCE = 25;

export interface ClientRepository {
  /** Of an id that was linked, the client that it was linked to. */
  get(firmId: string, clientId: string): Promise<Client | undefined>;
  /** What is stored under the id itself. */
  held(firmId: string, clientId: string): Promise<Held | undefined>;
  /** Ordered by normalised name. */
  list(query: ClientQuery): Promise<{ rows: ClientRow[]; cursor?: string }>;
  /** Every stored client of the firm, archived ones and links included, in no order; reads page by page. */
  stored(firmId: string): AsyncIterable<StoredClient>;
  /** Those of the ids that exist, links included. */
  storedByIds(firmId: string, clientIds: readonly string[]): Promise<StoredClient[]>;
  /** Every client of the firm, archived ones included, in no order; strongly consistent, reads page by page. */
  all(firmId: string): AsyncIterable<Client>;
  /** Those of the ids that are clients, in no order; reads in batches. */
  likenesses(firmId: string, clientIds: readonly string[]): AsyncIterable<Likeness>;
  /** Current and archived clients of that normalised name: at most 100 of each. */
  named(firmId: string, name: string): Promise<ClientRow[]>;
  /**
   * Creates or overwrites for a person, as of the connection's `epoch` (0: never connected). No hash stays, so that the
   * next full sync restores what XPM says; runs of that epoch and older ones can no longer write it. Refused when a sync
   * of a newer connection wrote it. Repeatable.
   */
  putByHand(firmId: string, client: Client, epoch: number): Promise<WriteOutcome>;
  /**
   * As `putByHand`, for at most `ADDED_AT_ONCE` clients whose random ids nobody knows yet: there is nothing to compare
   * with, so they go in one request. After a failure any of them may be stored.
   */
  addByHand(firmId: string, clients: readonly Client[], epoch: number): Promise<void>;
  /** How many are not archived and came from XPM. */
  countSynced(firmId: string): Promise<number>;
  /**
   * Creates or overwrites; `hash` is kept for the next comparison. Over `own`: what is there, if anything, has the same
   * XPM id; over `by-hand`: it has the same or none.
   */
  putSynced(
    firmId: string,
    client: Client,
    hash: string,
    claim: WriteClaim,
    over?: 'own' | 'by-hand',
  ): Promise<SyncedOutcome>;
  /** Marks as archived, keeping everything else; an unknown id counts as written. `xpmUuid`: whose client it must be. */
  archiveSynced(
    firmId: string,
    clientId: string,
    claim: WriteClaim,
    at: Date,
    xpmUuid?: string,
  ): Promise<SyncedOutcome>;
  /** For who decided about a duplicate: overwrites whatever the id stands for. Repeatable. */
  putDecided(
    firmId: string,
    client: Client,
    hash: string | undefined,
    claim: WriteClaim,
  ): Promise<WriteOutcome>;
  /** From now on the id stands for another client; of what it was itself nothing stays. Repeatable. */
  link(firmId: string, clientId: string, linkedTo: string, claim: WriteClaim): Promise<WriteOutcome>;
  /** Current clients with a gap, ordered by name: at most `limit` of them and the counts of all. */
  gaps(firmId: string, limit: number): Promise<{ rows: ClientRow[]; counts: Record<ClientGap, number> }>;
}

/**
 * One request at a time changes a firm's clients by hand. It ends by itself at `until`, which must be later than the
 * end of any function that holds it.
 */
export interface ClientEditLock {
  /** Repeatable by the same owner. */
  acquire(firmId: string, owner: string, until: Date, now: Date): Promise<boolean>;
  /** Of what another one holds, nothing changes. */
  release(firmId: string, owner: string): Promise<void>;
  /** Whether nobody holds it; strongly consistent. */
  isFree(firmId: string, now: Date): Promise<boolean>;
}
