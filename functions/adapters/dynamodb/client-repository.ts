import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Client } from '#domain/client/client.ts';
import type { ClientQuery, ClientRepository, StoredClient, WriteOutcome } from '#domain/client/ports.ts';
import type { WriteClaim } from '#domain/sync/run.ts';
import { Batches } from './batches.ts';
import { clientIn, clientItem, STORED_ATTRIBUTES, storedIn } from './client-item.ts';
import { ClientList } from './client-list.ts';
import { CLIENT, clientKey, firmPartition, listPartition } from './keys.ts';
import { Table, type Condition } from './table.ts';

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
    const item = await this.table.get(clientKey(firmId, clientId));
    return item && clientIn(item);
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

  async *all(firmId: string): AsyncGenerator<Client, void, undefined> {
    for await (const items of this.table.pages({ keys: clientsOf(firmId), consistent: true })) {
      for (const item of items) yield await clientIn(item);
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

  async putSynced(firmId: string, client: Client, hash: string, claim: WriteClaim): Promise<WriteOutcome> {
    const item = await clientItem(firmId, client, hash, claim);
    return (await this.table.put(item, notNewerThan(claim))).met ? 'written' : 'stale';
  }

  async archiveSynced(firmId: string, clientId: string, claim: WriteClaim, at: Date): Promise<WriteOutcome> {
    const { test, values } = notNewerThan(claim);
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
      { test: `attribute_exists(#pk) AND (${test})`, ...(values && { values }) },
    );
    return archived.met || !archived.existed ? 'written' : 'stale';
  }

  gaps(firmId: string, limit: number): ReturnType<ClientRepository['gaps']> {
    return this.index.gaps(firmId, limit);
  }
}

function clientsOf(firmId: string): Condition {
  return {
    test: '#pk = :pk AND begins_with(#sk, :prefix)',
    values: { ':pk': firmPartition(firmId), ':prefix': CLIENT },
  };
}

/** Met as well by an item that no sync ever wrote. */
function notNewerThan({ epoch, fence }: WriteClaim): Condition {
  return {
    test: 'attribute_not_exists(#epoch) OR #epoch < :epoch OR (#epoch = :epoch AND #fence <= :fence)',
    values: { ':epoch': epoch, ':fence': fence },
  };
}
