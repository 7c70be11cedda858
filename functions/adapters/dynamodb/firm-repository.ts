import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { FirmSchema, type Firm } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import { firmKey } from './keys.ts';
import { Table } from './table.ts';

export class DynamoFirmRepository implements FirmRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string): Promise<Firm | undefined> {
    const item = await this.table.get(firmKey(firmId));
    return item && FirmSchema.parse(item);
  }

  async create(firm: Firm): Promise<boolean> {
    const created = await this.table.put(
      { ...firm, ...firmKey(firm.firmId) },
      { test: 'attribute_not_exists(#pk)' },
    );
    return created.met;
  }

  async setSeats(firmId: string, seats: number): Promise<boolean> {
    const exists = { test: 'attribute_exists(#pk)' };
    return (await this.table.update(firmKey(firmId), { set: { seats } }, exists)).met;
  }
}
