import type { Run, RunClaim } from '../sync/run.ts';
import type { Trouble } from '../sync/trouble.ts';
import type { Person, Quota } from '../shared.ts';
import type { Connection, Disconnect, Practice } from './connection.ts';

export type ClaimOutcome =
  /** `interrupted`: the run whose expired lease was taken over, to be written into the history. */
  | { outcome: 'claimed'; connection: Connection; interrupted?: Run }
  | { outcome: 'running'; run: Run }
  | { outcome: 'not-connected' };

/** What a finished run leaves in the connection; only the given fields change. */
export interface RunResult {
  status: string;
  finishedAt: Date;
  watermark?: Date;
  nextFullAt?: Date;
  fullSyncDays?: number;
  quota?: Quota;
  /** Null: it is over. */
  trouble?: Trouble | null;
}

export interface ConnectionRepository {
  /** Strongly consistent. */
  get(firmId: string): Promise<Connection | undefined>;
  /**
   * Makes the firm connected and raises the epoch; `practiceChanged` forgets watermark, full-sync times and trouble.
   * Takes the practice for this firm first; answers `practice-taken` when another firm holds it.
   */
  connect(input: {
    firmId: string;
    practice: Practice;
    connectedBy: Person;
    connectedAt: Date;
    dueAt: Date;
    practiceChanged: boolean;
  }): Promise<Connection | 'practice-taken'>;
  /** Whether a firm other than this one holds the practice. */
  isHeldByOther(tenantId: string, firmId: string, now: Date): Promise<boolean>;
  /**
   * Ends the connection of `epoch`: raises the epoch, drops run, lease and due time. `state` is `broken` when an admin
   * should reconnect. Answers the connection as it was before, or undefined when that epoch is over already.
   */
  end(input: {
    firmId: string;
    epoch: number;
    state: 'disconnected' | 'broken';
    disconnect: Disconnect;
    cleanupPending: boolean;
    /** What becomes of the sync that runs: the connection's last one, with this status. */
    runEnds?: 'failed' | 'interrupted';
  }): Promise<Connection | undefined>;
  /** The tokens are destroyed and Xero has dropped the connection; frees the practice when the firm is disconnected. */
  cleanedUp(firmId: string, epoch: number): Promise<void>;
  /** Firms whose clean-up after a disconnect has not finished. */
  pendingCleanups(limit: number): Promise<string[]>;

  /** Claims the firm's lease for `run` (raising the fence), or finds it its own already (repeatable). */
  claimRun(firmId: string, run: Run, now: Date): Promise<ClaimOutcome>;
  /** False when the lease is lost: another run, another epoch, or it was finished. */
  renewRun(
    claim: RunClaim,
    changes: Partial<Pick<Run, 'mode' | 'phase' | 'progress' | 'requests' | 'quota'>> & { leaseUntil: Date },
  ): Promise<boolean>;
  /** Ends the run and keeps its result; false when the lease is lost. Repeatable by the same run. */
  finishRun(claim: RunClaim, result: RunResult): Promise<boolean>;

  /** Moves the next scheduled sync. */
  setDueAt(firmId: string, epoch: number, dueAt: Date): Promise<void>;
  /** Connected firms whose time has come, earliest first. */
  dueFirms(input: { until: Date; limit: number; cursor?: string }): Promise<{
    due: { firmId: string; dueAt: string }[];
    cursor?: string;
  }>;
  /**
   * Syncs at work, of all firms, counted up to `limit`; one that waits for Xero for longer is none. Roughly: what was
   * claimed a second ago may be missing, and what was killed counts until its lease is over.
   */
  atWork(now: Date, limit: number): Promise<number>;
}

/** What Xero grants: never logged, stored only encrypted. */
export interface TokenSet {
  accessToken: string;
  refreshToken: string;
  /** By our clock. */
  accessTokenExpiresAt: Date;
}

export interface StoredTokens {
  tokens: TokenSet;
  /** Raised by every store; the compare-and-swap of token custody. */
  version: number;
}

/** The firm's encrypted token set: one item, compare-and-swap on its version. */
export interface TokenVault {
  load(firmId: string): Promise<StoredTokens | undefined>;
  /** The first set of a connection; overwrites whatever an older connection left. */
  create(firmId: string, tokens: TokenSet): Promise<void>;
  /** Takes the one place in which this firm's tokens may be refreshed; false when somebody holds it or `version` is over. */
  lockRefresh(firmId: string, version: number, owner: string, until: Date, now: Date): Promise<boolean>;
  unlockRefresh(firmId: string, owner: string): Promise<void>;
  /**
   * Stores the refreshed pair as `version + 1` and frees the place, if `owner` still holds it; false when lost or
   * destroyed.
   */
  replace(firmId: string, version: number, owner: string, tokens: TokenSet): Promise<boolean>;
  /**
   * Destroys the set if it is still `version` (none at all counts), so that ending an old connection never takes the
   * tokens of a new one; false when it is another.
   */
  destroy(firmId: string, version: number): Promise<boolean>;
}

/** How old what Xero granted is, readable by those who may not read the tokens. */
export interface GrantAges {
  /** When Xero last renewed the firm's tokens, to half an hour; undefined without any. */
  renewedAt(firmId: string): Promise<Date | undefined>;
}

/** An authorization that a browser started and the callback has not yet finished. Lives 10 minutes. */
export interface OAuthTransaction {
  /** sha256 of `state`, base64url: the key. */
  stateHash: string;
  firmId: string;
  userId: string;
  /** sha256 of the browser's `__Host-` cookie. */
  cookieHash: string;
  expiresAt: Date;
  /** The admin agreed that a practice other than the last one may be connected. */
  confirmPracticeChange: boolean;
}

export interface OAuthTransactionRepository {
  create(transaction: OAuthTransaction): Promise<void>;
  /** Deletes and answers it in one conditional write, so that exactly one caller ever gets it. */
  consume(stateHash: string, now: Date): Promise<OAuthTransaction | undefined>;
}

/** A connection as Xero's `GET /connections` lists it. */
export interface XeroConnection {
  connectionId: string;
  tenantId: string;
  tenantType: string;
  tenantName: string | null;
  /** The authorization that last touched it; equals the access token's `authentication_event_id`. */
  authEventId: string | null;
  /** It had been there before that authorization, so another firm may live by it. */
  reconnected: boolean;
}

/**
 * Xero's OAuth side. Every call has a deadline and fails with a DomainError: `XeroUnavailableError` (worth another
 * try), `GrantRefusedError` (`invalid_grant`), `AccessRefusedError` (401 or 403 at `/connections`),
 * `XeroAppMisconfiguredError` (Xero refuses this app, whoever the firm is).
 */
export interface XeroIdentity {
  /** `codeChallenge`: of PKCE, by the method S256. */
  consentUrl(state: string, codeChallenge: string): Promise<string>;
  /** A code is good with the verifier alone whose challenge went with its consent. */
  exchange(code: string, codeVerifier: string): Promise<TokenSet>;
  refresh(tokens: TokenSet): Promise<TokenSet>;
  connections(accessToken: string): Promise<XeroConnection[]>;
  /** A connection that is gone already counts as deleted. */
  deleteConnection(accessToken: string, connectionId: string): Promise<void>;
  /** Ends the whole grant of the user who connected. */
  revoke(refreshToken: string): Promise<void>;
}
