import type { User, UserAccess } from './user.ts';

export interface UserRepository {
  get(firmId: string, userId: string): Promise<User | undefined>;
  /** All users of a firm, every write that has ended included; a firm has tens of them, not thousands. */
  list(firmId: string): Promise<User[]>;
  put(user: User): Promise<void>;
  /** False when there is one of that id already, who stays as they are. */
  create(user: User): Promise<boolean>;
  /** False when there is no such user. */
  rename(firmId: string, userId: string, name: string): Promise<boolean>;
  /**
   * Says what a user may do from this change on. False when there is no such user, when a change of this number or a
   * later one was written, or, `ifActiveAdmin`, when they are not one.
   */
  setAccess(
    firmId: string,
    userId: string,
    access: UserAccess,
    change: number,
    ifActiveAdmin?: boolean,
  ): Promise<boolean>;
  /** Removes a user whose last change is this one. False when it is not. */
  remove(firmId: string, userId: string, change: number): Promise<boolean>;
  /** A user who is gone stays gone. */
  noteSignIn(firmId: string, userId: string, at: Date): Promise<void>;
  /** Takes the right to remind a user by hand; false when somebody did so since, or there is no such user. */
  takeReminder(firmId: string, userId: string, now: Date, since: Date): Promise<boolean>;
  /** The same for inviting a user again. */
  takeInvitation(firmId: string, userId: string, now: Date, since: Date): Promise<boolean>;
}

/**
 * Numbers a firm's changes of access and names the admin who stays: one who is an active admin until another is named.
 * One small record per firm, so that a single conditional write decides between two changes at once.
 */
export interface StayingAdminRepository {
  /** Change 0 and nobody named, where nothing was ever saved. */
  get(firmId: string): Promise<StayingAdmin>;
  /** False when the record is not at change `from` (any more). */
  save(firmId: string, from: number, next: StayingAdmin): Promise<boolean>;
}

export interface StayingAdmin {
  change: number;
  userId?: string | undefined;
}

/** The seats of a firm that are kept for those who are about to become active: one small record per firm. */
export interface SeatRepository {
  /** Version 0 and nobody, where nothing was ever saved. */
  get(firmId: string): Promise<KeptSeats>;
  /** Makes it version `from + 1`; false when it is not at version `from` (any more). */
  save(firmId: string, from: number, kept: readonly KeptSeat[]): Promise<boolean>;
}

export interface KeptSeats {
  version: number;
  kept: readonly KeptSeat[];
}

export interface KeptSeat {
  email: string;
  /** ISO 8601. */
  until: string;
}

/** The sign-in service (user pool). */
export interface UserDirectory {
  /** Creates the sign-in, or answers the existing one's id for the same e-mail; `userId` is its `sub`. */
  invite(user: { email: string; name: string; firmId: string }): Promise<{ userId: string }>;
  /** Mails the invitation anew with another temporary password, unless the person has replaced the first one already. */
  inviteAgain(email: string): Promise<'sent' | 'taken-up'>;
  /** Whether the user has an authenticator app (TOTP) switched on. */
  hasMfa(userId: string): Promise<boolean>;
  /** On takes a proven authenticator app (`AuthenticatorEnrolment`). */
  switchMfa(userId: string, on: boolean): Promise<void>;
  /** Ends all sessions: nobody gets a new access token without signing in. */
  signOut(userId: string): Promise<void>;
  /** Whether this person may sign in at all. */
  setEnabled(userId: string, enabled: boolean): Promise<void>;
  /** Repeatable. */
  remove(userId: string): Promise<void>;
}

/** Proving an authenticator app, with the user's own access token: nobody else gets to see its secret. */
export interface AuthenticatorEnrolment {
  /** A new secret (base 32); one that was not proven is forgotten. */
  begin(accessToken: string): Promise<{ outcome: 'begun'; secret: string } | { outcome: 'sign-in-again' }>;
  /** Whether the code is of the secret that was begun last. */
  prove(accessToken: string, code: string): Promise<'proven' | 'wrong-code' | 'not-begun' | 'sign-in-again'>;
}
