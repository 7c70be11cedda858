import { expect, it } from 'vitest';
import { ANOTHER_PRACTICE, ConnectRefusedError } from '#domain/connection/connect-outcome.ts';
import {
  AccessRefusedError,
  GrantRefusedError,
  NotConnectedError,
  XeroAppMisconfiguredError,
  XeroUnavailableError,
} from '#domain/connection/errors.ts';
import type { DomainError } from '#domain/errors.ts';
import {
  emailTaken,
  invitationTakenUp,
  lastAdmin,
  mfaAlreadyOn,
  seatsExhausted,
  signInAgain,
  userInactive,
  userNotFound,
  usersChanging,
} from '#domain/user/errors.ts';

it.each<[DomainError, string, string]>([
  [userNotFound(), 'not-found USER_NOT_FOUND', 'There is no such user.'],
  [userInactive(), 'conflict USER_INACTIVE', 'This user is not active.'],
  [emailTaken(), 'conflict EMAIL_TAKEN', 'This e-mail address is in use already.'],
  [
    lastAdmin(),
    'conflict LAST_ADMIN',
    'A firm needs at least one active admin. Make somebody else an admin first.',
  ],
  [
    seatsExhausted(5),
    'conflict SEATS_EXHAUSTED',
    'All 5 seats of your firm are taken. Deactivate or remove somebody first, or ask us for more seats.',
  ],
  [
    usersChanging(),
    'unavailable USERS_CHANGING',
    'The users of this firm are being changed right now. Try again.',
  ],
  [
    invitationTakenUp(),
    'conflict INVITATION_TAKEN_UP',
    'This user has signed in already. Who forgot a password resets it on the sign-in page.',
  ],
  [mfaAlreadyOn(), 'conflict MFA_ALREADY_ON', 'Multi-factor authentication is on already.'],
  [signInAgain(), 'conflict SIGN_IN_AGAIN', 'Sign in again, then try once more.'],
  [
    new XeroUnavailableError(),
    'unavailable XERO_UNAVAILABLE',
    'Xero is not answering at the moment. Try again in a few minutes.',
  ],
  [new GrantRefusedError(), 'conflict XERO_GRANT_REFUSED', 'Xero no longer accepts this authorization.'],
  [new AccessRefusedError(403), 'forbidden XERO_ACCESS_REFUSED', 'Xero refused access to the practice.'],
  [
    new XeroAppMisconfiguredError('invalid_client'),
    'unavailable XERO_APP_MISCONFIGURED',
    "Xero refuses this installation (invalid_client). Its operator has to check the Xero app's client id, secret and scopes.",
  ],
  [
    new NotConnectedError(),
    'conflict NOT_CONNECTED',
    'The firm is not connected to Xero Practice Manager. An admin can connect it under Integrations.',
  ],
  [new ConnectRefusedError('expired'), 'conflict CONNECT_REFUSED', 'Connecting ended: expired.'],
  [new ConnectRefusedError('different-practice'), 'conflict CONNECT_REFUSED', ANOTHER_PRACTICE],
])('%o is %s, in words that people act on', (error, code, words) => {
  expect([`${error.kind} ${error.code}`, error.message]).toEqual([code, words]);
});

it('another practice is confirmed by who knows what becomes of the clients', () => {
  expect(ANOTHER_PRACTICE).toMatch(
    /^This is another practice .+ archives every client .+ confirm the change/,
  );
});
