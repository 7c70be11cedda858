import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TokenItem, TokenItemStore } from '../tokens/ports.ts';
import { tokensKey } from './keys.ts';
import { Table } from './table.ts';

/** `expiresAt` is the table's time-to-live attribute, so the token's own end goes by another name. */
const StoredSchema = z.object({
  jwe: z.string(),
  version: z.number(),
  tokenExpiresAt: z.string(),
  lockOwner: z.string().optional(),
  lockUntil: z.string().optional(),
});

export class DynamoTokenItemStore implements TokenItemStore {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, connectionsTable: string) {
    this.table = new Table(client, connectionsTable);
  }

  async load(firmId: string): Promise<TokenItem | undefined> {
    const found = await this.table.get(tokensKey(firmId));
    if (found === undefined) return undefined;
    const { jwe, version, tokenExpiresAt, lockOwner, lockUntil } = StoredSchema.parse(found);
    const lock = lockOwner !== undefined && lockUntil !== undefined && { lockOwner, lockUntil };
    return { jwe, version, expiresAt: tokenExpiresAt, ...lock };
  }

  async create(firmId: string, item: Pick<TokenItem, 'jwe' | 'version' | 'expiresAt'>): Promise<void> {
    const { jwe, version, expiresAt } = item;
    await this.table.put({ ...tokensKey(firmId), jwe, version, tokenExpiresAt: expiresAt });
  }

  async lockRefresh(
    firmId: string,
    version: number,
    owner: string,
    until: Date,
    now: Date,
  ): Promise<boolean> {
    const locked = await this.table.update(
      tokensKey(firmId),
      { set: { lockOwner: owner, lockUntil: until.toISOString() } },
      {
        test: '#version = :version AND (attribute_not_exists(#lockOwner) OR #lockOwner = :owner OR #lockUntil <= :now)',
        values: { ':version': version, ':owner': owner, ':now': now.toISOString() },
      },
    );
    return locked.met;
  }

  async unlock(firmId: string, owner: string): Promise<void> {
    await this.table.update(
      tokensKey(firmId),
      { remove: ['lockOwner', 'lockUntil'] },
      { test: '#lockOwner = :owner', values: { ':owner': owner } },
    );
  }

  async replace(
    firmId: string,
    version: number,
    owner: string,
    next: Pick<TokenItem, 'jwe' | 'expiresAt'>,
  ): Promise<boolean> {
    const replaced = await this.table.update(
      tokensKey(firmId),
      {
        set: { jwe: next.jwe, tokenExpiresAt: next.expiresAt, version: version + 1 },
        remove: ['lockOwner', 'lockUntil'],
      },
      {
        test: '#version = :version AND #lockOwner = :owner',
        values: { ':version': version, ':owner': owner },
      },
    );
    return replaced.met;
  }

  async destroy(firmId: string, version: number): Promise<boolean> {
    const destroyed = await this.table.delete(tokensKey(firmId), {
      test: 'attribute_not_exists(#pk) OR #version = :version',
      values: { ':version': version },
    });
    return destroyed.met;
  }
}
