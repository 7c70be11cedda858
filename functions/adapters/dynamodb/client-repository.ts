import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Client } from '#domain/client/client.ts';
import type {
  ClientQuery,
  ClientRepository,
  Held,
  Likeness,
  StoredClient,
  SyncedOutcome,
  WriteOutcome,
} from '#domain/client/ports.ts';
import type { WriteClaim } from '#domain/sync/run.ts';
import { Batches } from './batches.ts';
import {
  clientIn,
  clientItem,
  heldIn,
  LIKENESS_ATTRIBUTES,
  likenessIn,
  linkIn,
  linkItem,
  STORED_ATTRIBUTES,
  storedIn,
} from './client-item.ts';
import { ClientList } from './client-list.ts';
import { CLIENT, clientKey, firmPartition, listPartition } from './keys.ts';
import { Table, type Condition, type Item } from './table.ts';

/** Likenesses that are held at once. */
const READ_AT_ONCE = 100;
const ClaimSchema = z.object({ epoch: z.number().default(0), fence: z.number().default(0) });

/** One item per client, its contacts inside, of less than 1 KB: a change costs one write unit. */
export class DynamoClientRepository implements ClientRepository {
  private readonly table: Table;
  private readonly index: ClientList;
  private readonly batches: Batches;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
    this.batches = new Batches(client, recordsTable);
    this.index = new ClientList(this.table);
  }

  async get(firmId: string, clientId: string): Promise<Client | undefined> {
    const held = await this.held(firmId, clientId);
    if (held?.kind !== 'link') return held?.client;
    const target = await this.held(firmId, held.linkedTo);
    return target?.kind === 'client' ? target.client : undefined;
  }

  async held(firmId: string, clientId: string): Promise<Held | undefined> {
    const item = await this.table.get(clientKey(firmId, clientId));
    return item && heldIn(item);
  }

  list(query: ClientQuery): ReturnType<ClientRepository['list']> {
    return this.index.list(query);
  }

  async *stored(firmId: string): AsyncGenerator<StoredClient, void, undefined> {
    const query = { keys: clientsOf(firmId), attributes: STORED_ATTRIBUTES };
    for await (const items of this.table.pages(query)) {
      yield* items.map(storedIn);
    }
  }

  async storedByIds(firmId: string, clientIds: readonly string[]): Promise<StoredClient[]> {
    const keys = [...new Set(clientIds)].map((clientId) => clientKey(firmId, clientId));
    return (await this.batches.read(keys, STORED_ATTRIBUTES)).map(storedIn);
  }

  async *likenesses(firmId: string, clientIds: readonly string[]): AsyncGenerator<Likeness, void, undefined> {
    for (let start = 0; start < clientIds.length; start += READ_AT_ONCE) {
      const keys = clientIds.slice(start, start + READ_AT_ONCE).map((id) => clientKey(firmId, id));
      for (const item of await this.batches.read(keys, LIKENESS_ATTRIBUTES)) {
        if (linkIn(item) === undefined) yield await likenessIn(item);
      }
    }
  }

  named(firmId: string, name: string): ReturnType<ClientRepository['named']> {
    return this.index.named(firmId, name);
  }

  async *all(firmId: string): AsyncGenerator<Client, void, undefined> {
    for await (const items of this.table.pages({ keys: clientsOf(firmId), consistent: true })) {
      for (const item of items) if (linkIn(item) === undefined) yield await clientIn(item);
    }
  }

  async putByHand(firmId: string, client: Client, epoch: number): Promise<WriteOutcome> {
    const item = await clientItem(firmId, client, undefined, { epoch, fence: 0 });
    const test = 'attribute_not_exists(#epoch) OR #epoch <= :epoch';
    return (await this.table.put(item, { test, values: { ':epoch': epoch } })).met ? 'written' : 'stale';
  }

  async addByHand(firmId: string, clients: readonly Client[], epoch: number): Promise<void> {
    const claim = { epoch, fence: 0 };
    const items = clients.map((client) => clientItem(firmId, client, undefined, claim));
    await this.batches.write(await Promise.all(items));
  }

  countSynced(firmId: string): Promise<number> {
    return this.index.countSynced(firmId);
  }

  async putSynced(
    firmId: string,
    client: Client,
    hash: string,
    claim: WriteClaim,
    over: 'own' | 'by-hand' = 'own',
  ): Promise<SyncedOutcome> {
    const item = await clientItem(firmId, client, hash, claim);
    const condition = both(notNewerThan(claim), standsFor(client.xpmUuid, over === 'by-hand'));
    return (await this.table.put(item, condition)).met
      ? 'written'
      : this.whyNot(firmId, client.clientId, claim);
  }

  async archiveSynced(
    firmId: string,
    clientId: string,
    claim: WriteClaim,
    at: Date,
    xpmUuid?: string,
  ): Promise<SyncedOutcome> {
    const isClient: Condition = { test: 'attribute_exists(#pk) AND attribute_not_exists(#linkedTo)' };
    const own = xpmUuid === undefined ? isClient : both(isClient, standsFor(xpmUuid, false));
    const archived = await this.table.update(
      clientKey(firmId, clientId),
      {
        set: {
          status: 'archived',
          listPk: listPartition(firmId, true),
          updatedAt: at.toISOString(),
          epoch: claim.epoch,
          fence: claim.fence,
        },
      },
      both(own, notNewerThan(claim)),
    );
    if (archived.met || !archived.existed) return 'written';
    return this.whyNot(firmId, clientId, claim);
  }

  async putDecided(
    firmId: string,
    client: Client,
    hash: string | undefined,
    claim: WriteClaim,
  ): Promise<WriteOutcome> {
    const item = await clientItem(firmId, client, hash, claim);
    return (await this.table.put(item, notNewerThan(claim))).met ? 'written' : 'stale';
  }

  async link(firmId: string, clientId: string, linkedTo: string, claim: WriteClaim): Promise<WriteOutcome> {
    const item = linkItem(firmId, clientId, linkedTo, claim);
    return (await this.table.put(item, notNewerThan(claim))).met ? 'written' : 'stale';
  }

  gaps(firmId: string, limit: number): ReturnType<ClientRepository['gaps']> {
    return this.index.gaps(firmId, limit);
  }

  private async whyNot(firmId: string, clientId: string, claim: WriteClaim): Promise<'stale' | 'moved'> {
    const item = await this.table.get(clientKey(firmId, clientId));
    return item !== undefined && isNewer(item, claim) ? 'stale' : 'moved';
  }
}

function clientsOf(firmId: string): Condition {
  return {
    test: '#pk = :pk AND begins_with(#sk, :prefix)',
    values: { ':pk': firmPartition(firmId), ':prefix': CLIENT },
  };
}

/** Not a link, and of that XPM id if it is there at all. */
function standsFor(xpmUuid: string | undefined, orByHand: boolean): Condition {
  const none = 'attribute_not_exists(#xpmUuid)';
  if (xpmUuid === undefined) return { test: `attribute_not_exists(#linkedTo) AND ${none}` };
  const values = { ':xpmUuid': xpmUuid };
  const free = orByHand ? none : 'attribute_not_exists(#pk)';
  return { test: `attribute_not_exists(#linkedTo) AND (#xpmUuid = :xpmUuid OR ${free})`, values };
}

function both(one: Condition, other: Condition): Condition {
  return {
    test: `(${one.test}) AND (${other.test})`,
    ...((one.values ?? other.values) && { values: { ...one.values, ...other.values } }),
  };
}

function isNewer(item: Item, { epoch, fence }: WriteClaim): boolean {
  const stored = ClaimSchema.parse(item);
  return stored.epoch > epoch || (stored.epoch === epoch && stored.fence > fence);
}

/** Met as well by an item that no sync ever wrote. */
function notNewerThan({ epoch, fence }: WriteClaim): Condition {
  return {
    test: 'attribute_not_exists(#epoch) OR #epoch < :epoch OR (#epoch = :epoch AND #fence <= :fence)',
    values: { ':epoch': epoch, ':fence': fence },
  };
}
