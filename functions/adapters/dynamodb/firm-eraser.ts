import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { eachOf } from '#domain/each-of.ts';
import type { FirmEraser } from '#domain/firm/ports.ts';
import { ConnectionItems } from './connection-item.ts';
import {
  connectionKey,
  firmKey,
  firmPartition,
  practiceKey,
  runWatchKey,
  tokensKey,
  userKey,
} from './keys.ts';
import { Table } from './table.ts';

/** One firm is one partition: more would only be throttled. */
const IN_FLIGHT = 25;
const KeySchema = z.object({ pk: z.string(), sk: z.string() });

export class DynamoFirmEraser implements FirmEraser {
  private readonly records: Table;
  private readonly connections: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string, connectionsTable: string) {
    this.records = new Table(client, recordsTable);
    this.connections = new Table(client, connectionsTable);
  }

  /** The connection's own item goes last: it names the practice, should this be cut off. */
  async eraseConnection(firmId: string): Promise<boolean> {
    const stored = await new ConnectionItems(this.connections).read(firmId);
    const ended = await this.connections.update(
      connectionKey(firmId),
      { raise: ['epoch'], remove: ['run', 'interrupted', 'duePk', 'dueAt'] },
      {
        test: 'attribute_exists(#pk) AND #state <> :connected AND attribute_not_exists(#cleanupPending)',
        values: { ':connected': 'connected' },
      },
    );
    if (!ended.met && ended.existed) return false;
    await this.connections.delete(tokensKey(firmId));
    await this.connections.delete(runWatchKey(firmId));
    if (stored !== undefined) {
      const owned = { test: '#firmId = :firmId', values: { ':firmId': firmId } };
      await this.connections.delete(practiceKey(stored.connection.practice.tenantId), owned);
      await this.connections.delete(connectionKey(firmId));
    }
    return true;
  }

  async eraseUser(firmId: string, userId: string): Promise<void> {
    await this.records.delete(userKey(firmId, userId));
  }

  async eraseRecords(firmId: string, limit: number): Promise<{ erased: number; left: boolean }> {
    const { items, next } = await this.records.query({
      keys: { test: '#pk = :pk', values: { ':pk': firmPartition(firmId) } },
      attributes: ['pk', 'sk'],
      limit,
      consistent: true,
    });
    const own = firmKey(firmId).sk;
    const keys = items.map((item) => KeySchema.parse(item)).filter(({ sk }) => sk !== own);
    await eachOf(keys, IN_FLIGHT, async (key) => {
      await this.records.delete(key);
    });
    return { erased: keys.length, left: next !== undefined };
  }

  async eraseFirm(firmId: string): Promise<void> {
    await this.records.delete(firmKey(firmId));
  }
}
