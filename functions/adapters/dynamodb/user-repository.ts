import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { UserRepository } from '#domain/user/ports.ts';
import { UserSchema, type User, type UserAccess } from '#domain/user/user.ts';
import { firmPartition, type Key, USER, userKey } from './keys.ts';
import { Table } from './table.ts';

const EXISTS = { test: 'attribute_exists(#pk)' };

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
    for await (const items of this.table.pages({ keys, consistent: true })) {
      users.push(...items.map((item) => UserSchema.parse(item)));
    }
    return users;
  }

  async put(user: User): Promise<void> {
    await this.table.put({ ...user, ...userKey(user.firmId, user.userId) });
  }

  async create(user: User): Promise<boolean> {
    const created = await this.table.put(
      { ...user, ...userKey(user.firmId, user.userId) },
      { test: 'attribute_not_exists(#pk)' },
    );
    return created.met;
  }

  async rename(firmId: string, userId: string, name: string): Promise<boolean> {
    return (await this.table.update(userKey(firmId, userId), { set: { name } }, EXISTS)).met;
  }

  async setAccess(
    firmId: string,
    userId: string,
    { role, active }: UserAccess,
    change: number,
    ifActiveAdmin = false,
  ): Promise<boolean> {
    const newer =
      'attribute_exists(#pk) AND (attribute_not_exists(#accessChange) OR #accessChange < :change)';
    const written = await this.table.update(
      userKey(firmId, userId),
      { set: { role, active, accessChange: change } },
      ifActiveAdmin
        ? {
            test: `${newer} AND #role = :admin AND #active = :true`,
            values: { ':change': change, ':admin': 'admin', ':true': true },
          }
        : { test: newer, values: { ':change': change } },
    );
    return written.met;
  }

  async remove(firmId: string, userId: string, change: number): Promise<boolean> {
    const removed = await this.table.delete(userKey(firmId, userId), {
      test: '#accessChange = :change',
      values: { ':change': change },
    });
    return removed.met;
  }

  async noteSignIn(firmId: string, userId: string, at: Date): Promise<void> {
    await this.table.update(userKey(firmId, userId), { set: { lastSignInAt: at.toISOString() } }, EXISTS);
  }

  takeReminder(firmId: string, userId: string, now: Date, since: Date): Promise<boolean> {
    return this.takeTurn(userKey(firmId, userId), 'mfaRemindedAt', now, since);
  }

  takeInvitation(firmId: string, userId: string, now: Date, since: Date): Promise<boolean> {
    return this.takeTurn(userKey(firmId, userId), 'invitedAgainAt', now, since);
  }

  private async takeTurn(key: Key, name: string, now: Date, since: Date): Promise<boolean> {
    const taken = await this.table.update(
      key,
      { set: { [name]: now.toISOString() } },
      {
        test: `attribute_exists(#pk) AND (attribute_not_exists(#${name}) OR #${name} <= :since)`,
        values: { ':since': since.toISOString() },
      },
    );
    return taken.met;
  }
}
