import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import {
  gapOf,
  normaliseName,
  primaryContactOf,
  type Client,
  type ClientGap,
} from '#domain/client/client.ts';
import { emailsOf } from '#domain/client/known-clients.ts';
import { ADDED_AT_ONCE } from '#domain/client/ports.ts';
import type {
  ClientQuery,
  ClientRepository,
  ClientRow,
  Held,
  Likeness,
  StoredClient,
  SyncedOutcome,
  WriteOutcome,
} from '#domain/client/ports.ts';
import type { WriteClaim } from '#domain/sync/run.ts';
import * as z from 'zod';

interface Stored {
  client: Client;
  hash?: string;
  claim?: WriteClaim;
}

export class InMemoryClientRepository implements ClientRepository {
  private readonly firms = new Map<string, Map<string, Stored>>();
  private readonly links = new Map<string, { linkedTo: string; claim: WriteClaim }>();

  /** For arranging a test: a client that no sync wrote, or one as a sync left it. */
  seed(firmId: string, client: Client, hash?: string): void {
    this.of(firmId).set(client.clientId, {
      client: structuredClone(client),
      ...(hash !== undefined && { hash }),
    });
  }

  /** For arranging a test: nothing is stored under the id. */
  forget(firmId: string, clientId: string): void {
    this.of(firmId).delete(clientId);
    this.links.delete(`${firmId} ${clientId}`);
  }

  get(firmId: string, clientId: string): Promise<Client | undefined> {
    const id = this.linkOf(firmId, clientId)?.linkedTo ?? clientId;
    return Promise.resolve(structuredClone(this.of(firmId).get(id)?.client));
  }

  held(firmId: string, clientId: string): Promise<Held | undefined> {
    const link = this.linkOf(firmId, clientId);
    if (link !== undefined) return Promise.resolve({ kind: 'link', linkedTo: link.linkedTo });
    const stored = this.of(firmId).get(clientId);
    if (stored === undefined) return Promise.resolve(undefined);
    const { client, hash } = structuredClone(stored);
    return Promise.resolve({ kind: 'client', client, ...(hash !== undefined && { hash }) });
  }

  async list(query: ClientQuery): Promise<{ rows: ClientRow[]; cursor?: string }> {
    const scope = JSON.stringify([query.firmId, query.status, query.search, query.gap]);
    const after =
      query.cursor === undefined ? '' : decodeCursor(scope, query.cursor, z.tuple([z.string()]))[0];
    const matching = this.sorted(query.firmId)
      .filter((client) => matches(client, query))
      .filter((client) => after === '' || compare(sortKey(client), after) > 0);
    const shown = matching.slice(0, query.limit);
    const last = shown.at(-1);
    const rows = shown.map(rowOf);
    if (matching.length <= query.limit || last === undefined) return Promise.resolve({ rows });
    return Promise.resolve({ rows, cursor: encodeCursor(scope, [sortKey(last)]) });
  }

  async *stored(firmId: string): AsyncGenerator<StoredClient, void, undefined> {
    for (const stored of [...this.of(firmId).values()]) yield Promise.resolve(storedOf(stored));
    for (const [key, { linkedTo }] of [...this.links]) {
      const [firm, clientId = ''] = key.split(' ');
      if (firm === firmId) yield { clientId, archived: false, linkedTo };
    }
  }

  async *likenesses(firmId: string, clientIds: readonly string[]): AsyncGenerator<Likeness, void, undefined> {
    for (const clientId of clientIds) {
      const stored = this.of(firmId).get(clientId);
      if (stored !== undefined) yield Promise.resolve(likenessOf(stored.client));
    }
  }

  named(firmId: string, name: string): Promise<ClientRow[]> {
    const wanted = normaliseName(name);
    const found = this.sorted(firmId).filter((client) => normaliseName(client.name) === wanted);
    return Promise.resolve(found.map(rowOf));
  }

  storedByIds(firmId: string, clientIds: readonly string[]): Promise<StoredClient[]> {
    const ids = [...new Set(clientIds)];
    const found = ids.flatMap((clientId) => this.of(firmId).get(clientId) ?? []);
    const links = ids.flatMap((clientId) => {
      const link = this.linkOf(firmId, clientId);
      return link === undefined ? [] : [{ clientId, archived: false, linkedTo: link.linkedTo }];
    });
    return Promise.resolve([...found.map(storedOf), ...links]);
  }

  async *all(firmId: string): AsyncGenerator<Client, void, undefined> {
    for (const { client } of [...this.of(firmId).values()]) yield Promise.resolve(structuredClone(client));
  }

  putByHand(firmId: string, client: Client, epoch: number): Promise<WriteOutcome> {
    const claim = this.of(firmId).get(client.clientId)?.claim ?? this.linkOf(firmId, client.clientId)?.claim;
    if (claim !== undefined && claim.epoch > epoch) return Promise.resolve('stale');
    this.links.delete(`${firmId} ${client.clientId}`);
    this.of(firmId).set(client.clientId, structuredClone({ client, claim: { epoch, fence: 0 } }));
    return Promise.resolve('written');
  }

  async addByHand(firmId: string, clients: readonly Client[], epoch: number): Promise<void> {
    if (clients.length > ADDED_AT_ONCE) throw new Error('Too many clients at once');
    for (const client of clients) await this.putByHand(firmId, client, epoch);
  }

  countSynced(firmId: string): Promise<number> {
    const synced = this.sorted(firmId).filter(
      ({ status, xpmUuid }) => status !== 'archived' && xpmUuid !== undefined,
    );
    return Promise.resolve(synced.length);
  }

  putSynced(
    firmId: string,
    client: Client,
    hash: string,
    claim: WriteClaim,
    over: 'own' | 'by-hand' = 'own',
  ): Promise<SyncedOutcome> {
    const { clientId, xpmUuid } = client;
    if (this.isTaken(firmId, clientId, claim)) return Promise.resolve('stale');
    const before = this.of(firmId).get(clientId)?.client;
    const isOwn = before === undefined || before.xpmUuid === xpmUuid;
    const isByHand = over === 'by-hand' && before?.xpmUuid === undefined;
    if (this.linkOf(firmId, clientId) !== undefined || !(isOwn || isByHand)) return Promise.resolve('moved');
    return this.putDecided(firmId, client, hash, claim);
  }

  archiveSynced(
    firmId: string,
    clientId: string,
    claim: WriteClaim,
    at: Date,
    xpmUuid?: string,
  ): Promise<SyncedOutcome> {
    const stored = this.of(firmId).get(clientId);
    if (this.isTaken(firmId, clientId, claim)) return Promise.resolve('stale');
    const isOther = stored !== undefined && xpmUuid !== undefined && stored.client.xpmUuid !== xpmUuid;
    if (this.linkOf(firmId, clientId) !== undefined || isOther) return Promise.resolve('moved');
    if (stored !== undefined) {
      stored.client = { ...stored.client, status: 'archived', updatedAt: at.toISOString() };
      stored.claim = { epoch: claim.epoch, fence: claim.fence };
    }
    return Promise.resolve('written');
  }

  putDecided(
    firmId: string,
    client: Client,
    hash: string | undefined,
    { epoch, fence }: WriteClaim,
  ): Promise<WriteOutcome> {
    if (this.isTaken(firmId, client.clientId, { epoch, fence })) return Promise.resolve('stale');
    this.links.delete(`${firmId} ${client.clientId}`);
    const stored = structuredClone({ client, claim: { epoch, fence }, ...(hash !== undefined && { hash }) });
    this.of(firmId).set(client.clientId, stored);
    return Promise.resolve('written');
  }

  link(firmId: string, clientId: string, linkedTo: string, claim: WriteClaim): Promise<WriteOutcome> {
    if (this.isTaken(firmId, clientId, claim)) return Promise.resolve('stale');
    this.of(firmId).delete(clientId);
    this.links.set(`${firmId} ${clientId}`, { linkedTo, claim });
    return Promise.resolve('written');
  }

  gaps(firmId: string, limit: number): Promise<{ rows: ClientRow[]; counts: Record<ClientGap, number> }> {
    const counts: Record<ClientGap, number> = { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 0 };
    const rows = this.sorted(firmId)
      .filter(({ status }) => status !== 'archived')
      .map(rowOf)
      .filter(({ gap }) => gap !== undefined);
    for (const { gap } of rows) if (gap !== undefined) counts[gap] += 1;
    return Promise.resolve({ rows: rows.slice(0, limit), counts });
  }

  private linkOf(firmId: string, clientId: string) {
    return this.links.get(`${firmId} ${clientId}`);
  }

  private isTaken(firmId: string, clientId: string, claim: WriteClaim): boolean {
    const stored = this.of(firmId).get(clientId)?.claim ?? this.linkOf(firmId, clientId)?.claim;
    return isNewer(stored, claim);
  }

  private of(firmId: string): Map<string, Stored> {
    const clients = this.firms.get(firmId) ?? new Map<string, Stored>();
    this.firms.set(firmId, clients);
    return clients;
  }

  private sorted(firmId: string): Client[] {
    const clients = [...this.of(firmId).values()].map(({ client }) => client);
    return clients.sort((a, b) => compare(sortKey(a), sortKey(b)));
  }
}

function matches(client: Client, { status, gap, search }: ClientQuery): boolean {
  const wanted = normaliseName(search ?? '');
  const texts = [client.name, client.email, primaryContactOf(client.contacts)?.name];
  texts.push(...client.contacts.map((contact) => contact.email));
  return (
    (status === 'current' ? client.status !== 'archived' : client.status === status) &&
    (gap === undefined || gapOf(client) === gap) &&
    texts.some((text) => text !== undefined && normaliseName(text).includes(wanted))
  );
}

const sortKey = ({ name, clientId }: Client) => `${normaliseName(name)}\t${clientId.slice(-8)}`;

/** As DynamoDB orders strings: by their UTF-8 bytes. */
const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function isNewer(stored: WriteClaim | undefined, claim: WriteClaim): boolean {
  if (stored === undefined) return false;
  return stored.epoch > claim.epoch || (stored.epoch === claim.epoch && stored.fence > claim.fence);
}

function storedOf({ client, hash }: Stored): StoredClient {
  const { clientId, xpmUuid, status } = client;
  return {
    clientId,
    archived: status === 'archived',
    ...(xpmUuid !== undefined && { xpmUuid }),
    ...(hash !== undefined && { hash }),
  };
}

function likenessOf(client: Client): Likeness {
  const { clientId, xpmUuid, name, email, status } = client;
  return {
    clientId,
    name,
    status,
    ...(xpmUuid !== undefined && { xpmUuid }),
    ...(email !== undefined && { email }),
    emails: [...emailsOf(client)],
  };
}

function rowOf(client: Client): ClientRow {
  const { clientId, xpmUuid, name, status, email, phone, webUrl } = client;
  const primary = primaryContactOf(client.contacts);
  const gap = gapOf(client);
  const row = {
    clientId,
    xpmUuid,
    name,
    status,
    email,
    phone,
    webUrl,
    gap,
    primaryContact: primary && shown(primary),
  };
  return JSON.parse(JSON.stringify(row)) as ClientRow;
}

function shown({ name, email, phone, mobile }: Client['contacts'][number]) {
  return { name, email, phone, mobile };
}
