import type { UserRepository } from '#domain/user/ports.ts';
import type { User, UserAccess } from '#domain/user/user.ts';
import { isActiveAdmin } from '#domain/user/user.ts';

export class InMemoryUserRepository implements UserRepository {
  private readonly users = new Map<string, User>();
  private readonly changes = new Map<string, number>();
  private readonly reminded = new Map<string, Date>();
  private readonly invitedAgain = new Map<string, Date>();

  get(firmId: string, userId: string): Promise<User | undefined> {
    return Promise.resolve(structuredClone(this.users.get(keyOf(firmId, userId))));
  }

  list(firmId: string): Promise<User[]> {
    const found = [...this.users.values()].filter((user) => user.firmId === firmId);
    return Promise.resolve(structuredClone(found));
  }

  put(user: User): Promise<void> {
    this.users.set(keyOf(user.firmId, user.userId), structuredClone(user));
    return Promise.resolve();
  }

  async create(user: User): Promise<boolean> {
    if (this.users.has(keyOf(user.firmId, user.userId))) return false;
    await this.put(user);
    return true;
  }

  rename(firmId: string, userId: string, name: string): Promise<boolean> {
    return Promise.resolve(this.change(firmId, userId, { name }));
  }

  setAccess(
    firmId: string,
    userId: string,
    { role, active }: UserAccess,
    change: number,
    ifActiveAdmin = false,
  ): Promise<boolean> {
    const key = keyOf(firmId, userId);
    const user = this.users.get(key);
    if (user === undefined || (this.changes.get(key) ?? 0) >= change) return Promise.resolve(false);
    if (ifActiveAdmin && !isActiveAdmin(user)) return Promise.resolve(false);
    this.changes.set(key, change);
    return Promise.resolve(this.change(firmId, userId, { role, active }));
  }

  remove(firmId: string, userId: string, change: number): Promise<boolean> {
    const key = keyOf(firmId, userId);
    if (!this.users.has(key) || this.changes.get(key) !== change) return Promise.resolve(false);
    this.changes.delete(key);
    return Promise.resolve(this.users.delete(key));
  }

  noteSignIn(firmId: string, userId: string, at: Date): Promise<void> {
    this.change(firmId, userId, { lastSignInAt: at.toISOString() });
    return Promise.resolve();
  }

  takeReminder(firmId: string, userId: string, now: Date, since: Date): Promise<boolean> {
    const key = keyOf(firmId, userId);
    const last = this.reminded.get(key);
    if (!this.users.has(key) || (last !== undefined && last > since)) return Promise.resolve(false);
    this.reminded.set(key, now);
    return Promise.resolve(true);
  }

  takeInvitation(firmId: string, userId: string, now: Date, since: Date): Promise<boolean> {
    const key = keyOf(firmId, userId);
    const last = this.invitedAgain.get(key);
    if (!this.users.has(key) || (last !== undefined && last > since)) return Promise.resolve(false);
    this.invitedAgain.set(key, now);
    return Promise.resolve(true);
  }

  private change(firmId: string, userId: string, changes: Partial<User>): boolean {
    const user = this.users.get(keyOf(firmId, userId));
    if (user !== undefined) this.users.set(keyOf(firmId, userId), { ...user, ...changes });
    return user !== undefined;
  }
}

const keyOf = (firmId: string, userId: string) => `${firmId} ${userId}`;
