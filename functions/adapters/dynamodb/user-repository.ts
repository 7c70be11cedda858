import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { UserRepository } from '#domain/user/ports.ts';
import { UserSchema, type User } from '#domain/user/user.ts';
import { firmPartition, USER, userKey } from './keys.ts';
import { Table } from './table.ts';

export class DynamoUserRepository implements UserRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string, userId: string): Promise<User | undefined> {
    const item = await this.table.get(userKey(firmId, userId));
    return item && UserSchema.parse(item);
  }

  async list(firmId: string): Promise<User[]> {
    const users: User[] = [];
    const keys = {
      test: '#pk = :pk AND begins_with(#sk, :prefix)',
      values: { ':pk': firmPartition(firmId), ':prefix': USER },
    };
    for await (const items of this.table.pages({ keys })) {
      users.push(...items.map((item) => UserSchema.parse(item)));
    }
    return users;
  }

  async put(user: User): Promise<void> {
    await this.table.put({ ...user, ...userKey(user.firmId, user.userId) });
  }
}
