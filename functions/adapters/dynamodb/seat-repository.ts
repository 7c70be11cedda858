import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { KeptSeat, KeptSeats, SeatRepository } from '#domain/user/ports.ts';
import { seatsKey } from './keys.ts';
import { Table } from './table.ts';

const ItemSchema = z.object({
  version: z.number().int(),
  kept: z.array(z.object({ email: z.string(), until: z.iso.datetime() })),
});

export class DynamoSeatRepository implements SeatRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string): Promise<KeptSeats> {
    const item = await this.table.get(seatsKey(firmId));
    return item === undefined ? { version: 0, kept: [] } : ItemSchema.parse(item);
  }

  async save(firmId: string, from: number, kept: readonly KeptSeat[]): Promise<boolean> {
    const saved = await this.table.put(
      { ...seatsKey(firmId), version: from + 1, kept: [...kept] },
      from === 0
        ? { test: 'attribute_not_exists(#pk)' }
        : { test: '#version = :from', values: { ':from': from } },
    );
    return saved.met;
  }
}
