import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { GrantAges } from '#domain/connection/ports.ts';
import { DynamoTokenItemStore } from './token-item-store.ts';

/** Xero's access tokens live this long (reference xpm-api.md, section 4), so that their end tells when they were made. */
const ACCESS_TOKEN_MS = 30 * 60_000;

/** From the one time of the token item that is not encrypted. */
export class DynamoGrantAges implements GrantAges {
  private readonly items: DynamoTokenItemStore;

  constructor(client: DynamoDBDocumentClient, connectionsTable: string) {
    this.items = new DynamoTokenItemStore(client, connectionsTable);
  }

  async renewedAt(firmId: string): Promise<Date | undefined> {
    const item = await this.items.load(firmId);
    return item && new Date(Date.parse(item.expiresAt) - ACCESS_TOKEN_MS);
  }
}
