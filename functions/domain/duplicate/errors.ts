import { DomainError } from '../errors.ts';

export function duplicateNotFound(): DomainError {
  return new DomainError('not-found', 'DUPLICATE_NOT_FOUND', 'There is no such possible duplicate.');
}

export function alreadyDecided(status: 'linked' | 'kept-apart'): DomainError {
  const done = status === 'linked' ? 'These clients are linked already.' : 'These clients are kept apart.';
  return new DomainError('conflict', 'DUPLICATE_DECIDED', `${done} Undo that first.`);
}

/** One of the two is no longer what it was when they were found. */
export function duplicateChanged(words: string): DomainError {
  return new DomainError('conflict', 'DUPLICATE_CHANGED', words);
}

/** A run is writing clients, or has just been faster. */
export function syncIsRunning(): DomainError {
  const message = 'Clients are syncing right now. Decide about duplicates when that is done.';
  return new DomainError('conflict', 'SYNC_RUNNING', message);
}
