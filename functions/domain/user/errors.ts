import { DomainError } from '../errors.ts';

export function userNotFound(): DomainError {
  return new DomainError('not-found', 'USER_NOT_FOUND', 'There is no such user.');
}

export function emailTaken(): DomainError {
  return new DomainError('conflict', 'EMAIL_TAKEN', 'This e-mail address is in use already.');
}

export function lastAdmin(): DomainError {
  return new DomainError(
    'conflict',
    'LAST_ADMIN',
    'A firm needs at least one active admin. Make somebody else an admin first.',
  );
}

export function mfaAlreadyOn(): DomainError {
  return new DomainError('conflict', 'MFA_ALREADY_ON', 'Multi-factor authentication is on already.');
}

/** This sign-in is older than what was done to the user's second factor. */
export function signInAgain(): DomainError {
  return new DomainError('conflict', 'SIGN_IN_AGAIN', 'Sign in again, then try once more.');
}
