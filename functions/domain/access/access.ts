import type { Connection } from '../connection/connection.ts';
import { requiresMfa } from '../connection/connection.ts';
import { DomainError } from '../errors.ts';
import type { Role, User } from '../user/user.ts';

/** Who may call a route; part of its contract, so that no route exists without one. */
export type Access =
  /** Anyone: the OAuth callback alone, which is bound by state and cookie. */
  | { auth: 'none' }
  /** `restricted: true`: also those who lack MFA while the firm requires it (the allow-list of design, section 8). */
  | { auth: 'user'; role: Role; restricted?: true };

/** What the verified access token says. */
export interface TokenClaims {
  userId: string;
  firmId: string;
  mfa: boolean;
}

/** The decision for one request: everything from the token is checked again against what is stored. */
export function authorize(
  access: { role: Role; restricted?: true },
  claims: TokenClaims,
  user: User | undefined,
  connection: Connection | undefined,
): User {
  if (user?.active !== true || user.firmId !== claims.firmId) {
    throw new DomainError('unauthenticated', 'SIGNED_OUT', 'This sign-in is no longer valid. Sign in again.');
  }
  if (requiresMfa(connection) && !claims.mfa && access.restricted !== true) {
    throw new DomainError(
      'forbidden',
      'MFA_REQUIRED',
      'Your firm is connected to Xero Practice Manager, so multi-factor authentication is required. Switch it on in your settings, then sign in again.',
    );
  }
  if (access.role === 'admin' && user.role !== 'admin') {
    throw adminRequired();
  }
  return user;
}

export function adminRequired(): DomainError {
  return new DomainError('forbidden', 'ADMIN_REQUIRED', 'Only an admin of your firm may do this.');
}
