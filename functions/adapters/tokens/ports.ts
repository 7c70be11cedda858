/** One firm's token item as the table holds it: the tokens themselves only as ciphertext. */
export interface TokenItem {
  /** Compact JWE of the token set. */
  jwe: string;
  /** Raised by one by every replace; starts at a random number, so that no two connections of a firm share one. */
  version: number;
  /** ISO time at which the access token ends; readable without the key. */
  expiresAt: string;
  /** Who may refresh, and until when (ISO); absent when nobody does. */
  lockOwner?: string;
  lockUntil?: string;
}

/** Where the token items are kept: `FIRM#<firmId>` / `TOKENS`, every change one conditional write. */
export interface TokenItemStore {
  /** Strongly consistent. */
  load(firmId: string): Promise<TokenItem | undefined>;
  /** Overwrites whatever is there, lock included. */
  create(firmId: string, item: Pick<TokenItem, 'jwe' | 'version' | 'expiresAt'>): Promise<void>;
  /** True if the item is still `version` and its lock is free, over (`lockUntil` <= now) or the owner's own. */
  lockRefresh(firmId: string, version: number, owner: string, until: Date, now: Date): Promise<boolean>;
  /** Drops the lock if it is the owner's; otherwise nothing. */
  unlock(firmId: string, owner: string): Promise<void>;
  /** Stores the pair as `version + 1` and drops the lock, if the item is still `version` and locked by `owner`. */
  replace(
    firmId: string,
    version: number,
    owner: string,
    next: Pick<TokenItem, 'jwe' | 'expiresAt'>,
  ): Promise<boolean>;
  /** Deletes the item if it is still `version`; false when it is another, true when there is none. */
  destroy(firmId: string, version: number): Promise<boolean>;
}
