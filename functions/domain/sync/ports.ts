import type { SyncTrigger } from './run.ts';
import type { ClientChange, Sync, SyncIssue, SyncStatus } from './sync.ts';

export interface SyncPage {
  limit: number;
  cursor?: string | undefined;
  status?: SyncStatus | undefined;
  trigger?: SyncTrigger | undefined;
}

/** The history of ended syncs, newest first, and what was wrong with single records. */
export interface SyncRepository {
  /** Creates or overwrites; a repeated completion leaves the same record. */
  put(firmId: string, sync: Sync): Promise<void>;
  get(firmId: string, syncId: string): Promise<Sync | undefined>;
  /** With a filter a page may hold less than `limit`, even nothing: only a missing cursor ends the list. */
  list(firmId: string, page: SyncPage): Promise<{ syncs: Sync[]; cursor?: string }>;
  /** `part` numbers the calls of one attempt from 0; a repeated attempt overwrites its parts. At most 200 issues a part. */
  putIssues(firmId: string, syncId: string, part: number, issues: readonly SyncIssue[]): Promise<void>;
  issues(
    firmId: string,
    syncId: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ issues: SyncIssue[]; cursor?: string }>;
}

/** What Find changes found, in pages of at most 500 changes; they expire by themselves after a week. */
export interface ChangePageRepository {
  put(firmId: string, syncId: string, page: number, changes: readonly ClientChange[]): Promise<void>;
  get(firmId: string, syncId: string, page: number): Promise<ClientChange[] | undefined>;
}

/**
 * Finds runs that nobody works on any more. Claiming a run has it looked at when that lease would be over; a lease that
 * was renewed meanwhile is looked at again at its new end, so that renewing costs nothing here.
 */
export interface RunWatch {
  /** Firms to look at, earliest first; `at` as it is stored. */
  overdue(input: { until: Date; limit: number; cursor?: string | undefined }): Promise<{
    watched: { firmId: string; at: string }[];
    cursor?: string;
  }>;
  /** Looks again at `next`, or never; nothing changes when a run was claimed since `at` was read. */
  settle(firmId: string, at: string, next?: Date): Promise<void>;
  /** From then on a run whose lease is over can neither write nor renew; false when it is not over, or not that run's. */
  fenceOff(firmId: string, syncId: string, now: Date): Promise<boolean>;
}

/** Starts and stops executions of the sync workflow. */
export interface SyncLauncher {
  /** Repeatable: an execution of that sync that runs or ran already counts as started. */
  start(input: SyncExecutionInput): Promise<void>;
  /** Repeatable: one that ended already counts as stopped. */
  stop(syncId: string, reason: string): Promise<void>;
}

/** The input of `state-machines/sync-firm.asl.json`; the execution is named by `syncId`. */
export interface SyncExecutionInput {
  firmId: string;
  syncId: string;
  trigger: string;
  requestedMode: string;
  slot?: string;
  requestId?: string;
}

/** Starts `state-machines/dispatch-due-syncs.asl.json`, which syncs every firm whose time has come. */
export interface Dispatcher {
  start(): Promise<void>;
}

/** Same key, same answer, for a day. */
export interface IdempotencyRepository {
  /** Keeps `result` under `key` unless there is one already; answers what is kept. `request` tells other bodies apart. */
  remember(
    firmId: string,
    key: string,
    request: string,
    result: string,
  ): Promise<{ result: string; sameRequest: boolean }>;
  find(firmId: string, key: string): Promise<{ result: string; request: string } | undefined>;
}
