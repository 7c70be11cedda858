import type { ConnectionRepository } from '../connection/ports.ts';
import { DomainError } from '../errors.ts';
import type { UserRepository } from '../user/ports.ts';
import type { User } from '../user/user.ts';
import type { Access } from './access.ts';
import { authorize } from './access.ts';
import type { TokenVerifier } from './ports.ts';

export interface Admission {
  user: User;
  /** Whether this sign-in was made by somebody with MFA. */
  mfa: boolean;
}

/** Decides who may pass with this `Authorization` header; fails with the DomainError that the caller is told. */
export type Gate = (
  access: Extract<Access, { auth: 'user' }>,
  authorization: string | undefined,
) => Promise<Admission>;

/**
 * The token is checked here although API Gateway's authorizer did so already: that one knows neither users who were
 * removed nor connections that demand MFA since, and one forgotten route must not open the rest.
 */
export function makeGate(deps: {
  tokens: TokenVerifier;
  users: UserRepository;
  connections: ConnectionRepository;
}): Gate {
  return async (access, authorization) => {
    const [scheme, token, ...rest] = (authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0) {
      throw new DomainError('unauthenticated', 'SIGN_IN_REQUIRED', 'Sign in first.');
    }
    const claims = await deps.tokens.verify(token);
    const [user, connection] = await Promise.all([
      deps.users.get(claims.firmId, claims.userId),
      deps.connections.get(claims.firmId),
    ]);
    return { user: authorize(access, claims, user, connection), mfa: claims.mfa };
  };
}
