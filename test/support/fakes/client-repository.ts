import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import {
  gapOf,
  normaliseName,
  primaryContactOf,
  type Client,
  type ClientGap,
} from '#domain/client/client.ts';
import { ADDED_AT_ONCE } from '#domain/client/ports.ts';
import type {
  ClientQuery,
  ClientRepository,
  ClientRow,
  StoredClient,
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

  /** For arranging a test: a client that no sync wrote, or one as a sync left it. */
  seed(firmId: string, client: Client, hash?: string): void {
    this.of(firmId).set(client.clientId, {
      client: structuredClone(client),
      ...(hash !== undefined && { hash }),
    });
  }

  get(firmId: string, clientId: string): Promise<Client | undefined> {
    return Promise.resolve(structuredClone(this.of(firmId).get(clientId)?.client));
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
  }

  storedByIds(firmId: string, clientIds: readonly string[]): Promise<StoredClient[]> {
    const found = [...new Set(clientIds)].flatMap((clientId) => this.of(firmId).get(clientId) ?? []);
    return Promise.resolve(found.map(storedOf));
  }

  async *all(firmId: string): AsyncGenerator<Client, void, undefined> {
    for (const { client } of [...this.of(firmId).values()]) yield Promise.resolve(structuredClone(client));
  }

  putByHand(firmId: string, client: Client, epoch: number): Promise<WriteOutcome> {
    const claim = this.of(firmId).get(client.clientId)?.claim;
    if (claim !== undefined && claim.epoch > epoch) return Promise.resolve('stale');
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

  putSynced(firmId: string, client: Client, hash: string, claim: WriteClaim): Promise<WriteOutcome> {
    if (isNewer(this.of(firmId).get(client.clientId)?.claim, claim)) return Promise.resolve('stale');
    const stored = structuredClone({ client, hash, claim: { epoch: claim.epoch, fence: claim.fence } });
    this.of(firmId).set(client.clientId, stored);
    return Promise.resolve('written');
  }

  archiveSynced(firmId: string, clientId: string, claim: WriteClaim, at: Date): Promise<WriteOutcome> {
    const stored = this.of(firmId).get(clientId);
    if (isNewer(stored?.claim, claim)) return Promise.resolve('stale');
    if (stored !== undefined) {
      stored.client = { ...stored.client, status: 'archived', updatedAt: at.toISOString() };
      stored.claim = { epoch: claim.epoch, fence: claim.fence };
    }
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
