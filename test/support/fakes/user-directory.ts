import type { UserDirectory } from '#domain/user/ports.ts';

export class InMemoryUserDirectory implements UserDirectory {
  private readonly ids = new Map<string, string>();
  /** Ids of the users with an authenticator app. */
  readonly withMfa = new Set<string>();

  invite(user: { email: string; name: string; firmId: string }): Promise<{ userId: string }> {
    const userId = this.ids.get(user.email) ?? `user-${String(this.ids.size + 1)}`;
    this.ids.set(user.email, userId);
    return Promise.resolve({ userId });
  }

  hasMfa(userId: string): Promise<boolean> {
    return Promise.resolve(this.withMfa.has(userId));
  }
}
