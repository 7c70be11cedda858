import { DomainError } from '../errors.ts';

export function userNotFound(): DomainError {
  return new DomainError('not-found', 'USER_NOT_FOUND', 'There is no such user.');
}

export function userInactive(): DomainError {
  return new DomainError('conflict', 'USER_INACTIVE', 'This user is not active.');
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

export function seatsExhausted(seats: number): DomainError {
  return new DomainError(
    'conflict',
    'SEATS_EXHAUSTED',
    `All ${String(seats)} seats of your firm are taken. Deactivate or remove somebody first, or ask us for more seats.`,
  );
}

/** Asks for another try: too many changes at once to take a turn. */
export function usersChanging(): DomainError {
  return new DomainError(
    'unavailable',
    'USERS_CHANGING',
    'The users of this firm are being changed right now. Try again.',
  );
}

export function invitationTakenUp(): DomainError {
  return new DomainError(
    'conflict',
    'INVITATION_TAKEN_UP',
    'This user has signed in already. Who forgot a password resets it on the sign-in page.',
  );
}

export function mfaAlreadyOn(): DomainError {
  return new DomainError('conflict', 'MFA_ALREADY_ON', 'Multi-factor authentication is on already.');
}

/** This sign-in is older than what was done to the user's second factor. */
export function signInAgain(): DomainError {
  return new DomainError('conflict', 'SIGN_IN_AGAIN', 'Sign in again, then try once more.');
}
