import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { StayingAdmin, StayingAdminRepository } from '#domain/user/ports.ts';
import { stayingAdminKey } from './keys.ts';
import { Table } from './table.ts';

const ItemSchema = z.object({ change: z.number().int(), userId: z.string().optional() });

export class DynamoStayingAdminRepository implements StayingAdminRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string): Promise<StayingAdmin> {
    const item = await this.table.get(stayingAdminKey(firmId));
    return item === undefined ? { change: 0 } : ItemSchema.parse(item);
  }

  async save(firmId: string, from: number, next: StayingAdmin): Promise<boolean> {
    const saved = await this.table.put(
      { ...stayingAdminKey(firmId), ...next },
      from === 0
        ? { test: 'attribute_not_exists(#pk)' }
        : { test: '#change = :from', values: { ':from': from } },
    );
    return saved.met;
  }
}
