/** Which notices a user has put away. */
export interface DismissalRepository {
  /** At most `KEPT_DISMISSALS` ids, oldest first. */
  get(firmId: string, userId: string): Promise<string[]>;
  /** Repeatable; of several at once none is lost. */
  add(firmId: string, userId: string, noticeId: string): Promise<void>;
}

/** A notice is news for a day or until it is dealt with; nobody has that many. */
export const KEPT_DISMISSALS = 50;
