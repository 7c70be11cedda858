import type { TokenClaims } from './access.ts';

/**
 * Checks an access token: signature, issuer, client, times. Fails with a DomainError of kind `unauthenticated`, or
 * `unavailable` when the keys to check it with cannot be had.
 */
export interface TokenVerifier {
  verify(accessToken: string): Promise<TokenClaims>;
}
