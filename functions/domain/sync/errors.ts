import { DomainError } from '../errors.ts';

/** Nothing to do: the firm is not connected, or another run holds the lease. The workflow ends in peace. */
export class SyncNotDueError extends DomainError {
  constructor(readonly reason: 'not-connected' | 'already-running') {
    super('conflict', 'SYNC_NOT_DUE', `There is nothing to sync: ${reason}.`);
  }
}

/** A newer run took over, or the connection of this run has ended; nothing more may be written. */
export class LeaseLostError extends DomainError {
  constructor() {
    super(
      'conflict',
      'SYNC_SUPERSEDED',
      'The connection was ended or another sync took over while this one was running.',
    );
  }
}

/** `/connections` no longer lists the practice: somebody disconnected the app inside Xero. */
export class DisconnectedInXeroError extends DomainError {
  constructor() {
    super('conflict', 'DISCONNECTED_IN_XERO', 'The practice was disconnected inside Xero.');
  }
}

/** The grant was refused for good although nobody ended it knowingly. */
export class ConnectionBrokenError extends DomainError {
  constructor() {
    super('conflict', 'CONNECTION_BROKEN', 'Xero no longer accepts the authorization of this connection.');
  }
}

/** Xero lists the practice but refuses its clients: the person who connected lost a permission. */
export class PracticePermissionError extends DomainError {
  constructor() {
    super('forbidden', 'XERO_PERMISSION_MISSING', 'Xero refused access to the clients of the practice.');
  }
}

/** Waiting for Xero's limits would take longer than a sync may last. */
export class LimitExhaustedError extends DomainError {
  constructor() {
    super('too-many', 'XERO_LIMIT_EXHAUSTED', "The practice's limit of requests to Xero is used up.");
  }
}

/** A page of changes is gone before it was imported: the run was too old (pages expire after a week). */
export class ChangePageMissingError extends DomainError {
  constructor() {
    super(
      'unavailable',
      'SYNC_CHANGES_MISSING',
      'The changes that this sync had found are no longer stored.',
    );
  }
}
