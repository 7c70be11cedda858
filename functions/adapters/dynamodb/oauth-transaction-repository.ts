import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { OAuthTransaction, OAuthTransactionRepository } from '#domain/connection/ports.ts';
import { oauthKey } from './keys.ts';
import { Table } from './table.ts';
import { epochSeconds } from './time-to-live.ts';

const StoredSchema = z.object({
  firmId: z.string(),
  userId: z.string(),
  cookieHash: z.string(),
  confirmPracticeChange: z.boolean(),
  validUntil: z.iso.datetime(),
});

export class DynamoOAuthTransactionRepository implements OAuthTransactionRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, connectionsTable: string) {
    this.table = new Table(client, connectionsTable);
  }

  async create(transaction: OAuthTransaction): Promise<void> {
    const { stateHash, expiresAt, ...rest } = transaction;
    await this.table.put({
      ...oauthKey(stateHash),
      ...rest,
      validUntil: expiresAt.toISOString(),
      expiresAt: epochSeconds(expiresAt),
    });
  }

  async consume(stateHash: string, now: Date): Promise<OAuthTransaction | undefined> {
    // Time to live deletes days late, so the end is part of the condition.
    const consumed = await this.table.delete(oauthKey(stateHash), {
      test: '#validUntil > :now',
      values: { ':now': now.toISOString() },
    });
    if (!consumed.met || consumed.item === undefined) return undefined;
    const { validUntil, ...rest } = StoredSchema.parse(consumed.item);
    return { stateHash, ...rest, expiresAt: new Date(validUntil) };
  }
}
