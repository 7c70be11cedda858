import type { UserRepository } from '#domain/user/ports.ts';
import type { User } from '#domain/user/user.ts';

export class InMemoryUserRepository implements UserRepository {
  private readonly users = new Map<string, User>();

  get(firmId: string, userId: string): Promise<User | undefined> {
    return Promise.resolve(structuredClone(this.users.get(`${firmId} ${userId}`)));
  }

  list(firmId: string): Promise<User[]> {
    const found = [...this.users.values()].filter((user) => user.firmId === firmId);
    return Promise.resolve(structuredClone(found));
  }

  put(user: User): Promise<void> {
    this.users.set(`${user.firmId} ${user.userId}`, structuredClone(user));
    return Promise.resolve();
  }
}
