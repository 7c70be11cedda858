import type { User } from './user.ts';

export interface UserRepository {
  get(firmId: string, userId: string): Promise<User | undefined>;
  /** All users of a firm; a firm has tens of them, not thousands. */
  list(firmId: string): Promise<User[]>;
  put(user: User): Promise<void>;
}

/** The sign-in service (user pool). */
export interface UserDirectory {
  /** Creates the sign-in, or answers the existing one's id for the same e-mail; `userId` is its `sub`. */
  invite(user: { email: string; name: string; firmId: string }): Promise<{ userId: string }>;
  /** Whether the user has an authenticator app (TOTP) switched on. */
  hasMfa(userId: string): Promise<boolean>;
}
