import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ClientEditLock } from '#domain/client/ports.ts';
import { clientEditsKey } from './keys.ts';
import { Table } from './table.ts';

const HeldSchema = z.object({ until: z.string() });

/** One item per firm, there only while somebody edits. */
export class DynamoClientEditLock implements ClientEditLock {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async acquire(firmId: string, owner: string, until: Date, now: Date): Promise<boolean> {
    const held = await this.table.put(
      { ...clientEditsKey(firmId), owner, until: until.toISOString() },
      {
        test: 'attribute_not_exists(#pk) OR #owner = :owner OR #until <= :now',
        values: { ':owner': owner, ':now': now.toISOString() },
      },
    );
    return held.met;
  }

  async release(firmId: string, owner: string): Promise<void> {
    await this.table.delete(clientEditsKey(firmId), { test: '#owner = :owner', values: { ':owner': owner } });
  }

  async isFree(firmId: string, now: Date): Promise<boolean> {
    const item = await this.table.get(clientEditsKey(firmId));
    return item === undefined || HeldSchema.parse(item).until <= now.toISOString();
  }
}
