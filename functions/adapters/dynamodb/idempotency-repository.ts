import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdempotencyRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import { systemClock } from '../system/clock.ts';
import { idempotencyKey } from './keys.ts';
import { Table } from './table.ts';
import { DAY_MS, epochSeconds } from './time-to-live.ts';

const KeptSchema = z.object({ result: z.string(), request: z.string(), expiresAt: z.number() });

export class DynamoIdempotencyRepository implements IdempotencyRepository {
  private readonly table: Table;

  constructor(
    client: DynamoDBDocumentClient,
    recordsTable: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.table = new Table(client, recordsTable);
  }

  async remember(
    firmId: string,
    key: string,
    request: string,
    result: string,
  ): Promise<{ result: string; sameRequest: boolean }> {
    const now = this.clock.now();
    const expiresAt = epochSeconds(new Date(now.getTime() + DAY_MS));
    const kept = await this.table.put(
      { ...idempotencyKey(firmId, key), request, result, expiresAt },
      {
        test: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
        values: { ':now': Math.floor(now.getTime() / 1000) },
      },
    );
    const found = kept.met ? { request, result } : await this.find(firmId, key);
    // Its day ended between the two calls.
    if (found === undefined) return this.remember(firmId, key, request, result);
    return { result: found.result, sameRequest: found.request === request };
  }

  async find(firmId: string, key: string): Promise<{ result: string; request: string } | undefined> {
    const item = await this.table.get(idempotencyKey(firmId, key));
    if (item === undefined) return undefined;
    const { result, request, expiresAt } = KeptSchema.parse(item);
    return expiresAt <= Math.floor(this.clock.now().getTime() / 1000) ? undefined : { result, request };
  }
}
