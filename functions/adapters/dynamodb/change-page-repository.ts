import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChangePageRepository } from '#domain/sync/ports.ts';
import { ClientChangeSchema, type ClientChange } from '#domain/sync/sync.ts';
import type { Clock } from '#domain/system.ts';
import { systemClock } from '../system/clock.ts';
import { pageKey } from './keys.ts';
import { getPacked, putPacked } from './packed-items.ts';
import { Table } from './table.ts';
import { DAY_MS, epochSeconds } from './time-to-live.ts';

const KEPT_DAYS = 7;
const ChangesSchema = z.array(ClientChangeSchema);

export class DynamoChangePageRepository implements ChangePageRepository {
  private readonly table: Table;

  constructor(
    client: DynamoDBDocumentClient,
    recordsTable: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.table = new Table(client, recordsTable);
  }

  async put(firmId: string, syncId: string, page: number, changes: readonly ClientChange[]): Promise<void> {
    const expiresAt = epochSeconds(new Date(this.clock.now().getTime() + KEPT_DAYS * DAY_MS));
    await putPacked(this.table, pageKey(firmId, syncId, page), changes, { expiresAt });
  }

  async get(firmId: string, syncId: string, page: number): Promise<ClientChange[] | undefined> {
    const key = pageKey(firmId, syncId, page);
    const head = await this.table.get(key);
    return head && getPacked(this.table, key, head, ChangesSchema);
  }
}
