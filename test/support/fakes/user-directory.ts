import { emailTaken } from '#domain/user/errors.ts';
import type { UserDirectory } from '#domain/user/ports.ts';

export class InMemoryUserDirectory implements UserDirectory {
  private readonly invited = new Map<string, { userId: string; firmId: string }>();
  /** Ids of the users with an authenticator app. */
  readonly withMfa = new Set<string>();
  readonly disabled = new Set<string>();
  readonly removed = new Set<string>();
  readonly signedOut: string[] = [];
  /** E-mail addresses of those who replaced their temporary password. */
  readonly takenUp = new Set<string>();
  readonly invitedAgain: string[] = [];

  invite(user: { email: string; name: string; firmId: string }): Promise<{ userId: string }> {
    const known = this.invited.get(user.email);
    if (known !== undefined && known.firmId !== user.firmId) return Promise.reject(emailTaken());
    const userId = known?.userId ?? `user-${String(this.invited.size + 1)}`;
    this.invited.set(user.email, { userId, firmId: user.firmId });
    return Promise.resolve({ userId });
  }

  inviteAgain(email: string): Promise<'sent' | 'taken-up'> {
    if (this.takenUp.has(email)) return Promise.resolve('taken-up');
    this.invitedAgain.push(email);
    return Promise.resolve('sent');
  }

  hasMfa(userId: string): Promise<boolean> {
    return Promise.resolve(this.withMfa.has(userId));
  }

  switchMfa(userId: string, on: boolean): Promise<void> {
    if (on) this.withMfa.add(userId);
    else this.withMfa.delete(userId);
    return Promise.resolve();
  }

  signOut(userId: string): Promise<void> {
    this.signedOut.push(userId);
    return Promise.resolve();
  }

  setEnabled(userId: string, enabled: boolean): Promise<void> {
    if (enabled) this.disabled.delete(userId);
    else this.disabled.add(userId);
    return Promise.resolve();
  }

  remove(userId: string): Promise<void> {
    this.removed.add(userId);
    return Promise.resolve();
  }
}
