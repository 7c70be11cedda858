import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtBaseError } from 'aws-jwt-verify/error';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import * as z from 'zod';
import type { TokenClaims } from '#domain/access/access.ts';
import type { TokenVerifier } from '#domain/access/ports.ts';
import { DomainError } from '#domain/errors.ts';

/** How far ahead of ours the clock of the token's issuer may be. */
const CLOCK_SKEW_SECONDS = 60;

/** Claims of our pre token generation trigger, beside what makes a complete token. */
const ClaimsSchema = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  iat: z.number(),
  auth_time: z.number(),
  firm: z.uuid(),
  mfa: z.string().optional(),
});

/** Access tokens of one user pool and one app client. */
export class CognitoTokenVerifier implements TokenVerifier {
  readonly #verifier;

  constructor(userPoolId: string, clientId: string, jwksCache: JwksCache = new SimpleJwksCache()) {
    const properties = {
      userPoolId,
      clientId,
      tokenUse: 'access' as const,
      customJwtCheck: ({ payload }: { payload: JwtPayload }) => {
        checkTimes(payload);
      },
    };
    this.#verifier = CognitoJwtVerifier.create(properties, { jwksCache });
  }

  async verify(accessToken: string): Promise<TokenClaims> {
    try {
      const { sub, firm, mfa } = ClaimsSchema.parse(await this.#verifier.verify(accessToken));
      return { userId: sub, firmId: firm, mfa: mfa === '1' };
    } catch (error) {
      if (error instanceof FetchError) {
        throw new DomainError('unavailable', 'SIGN_IN_UNAVAILABLE', 'Sign-in cannot be checked right now.');
      }
      if (isVerdict(error)) {
        throw new DomainError(
          'unauthenticated',
          'SIGNED_OUT',
          'This sign-in is no longer valid. Sign in again.',
        );
      }
      throw error;
    }
  }
}

class TokenTimesError extends Error {}

/** The library accepts tokens without `exp` and tokens from the future. */
function checkTimes(payload: { exp?: unknown; iat?: unknown; auth_time?: unknown }): void {
  const now = Date.now() / 1000;
  const { exp, iat, auth_time: signedInAt } = payload;
  if (typeof exp !== 'number' || typeof iat !== 'number' || typeof signedInAt !== 'number') {
    throw new TokenTimesError('exp, iat and auth_time are required');
  }
  if (iat > now + CLOCK_SKEW_SECONDS || signedInAt > now + CLOCK_SKEW_SECONDS) {
    throw new TokenTimesError('the token is from the future');
  }
}

/** Whatever says "not a token of ours", as opposed to a fault of this code. */
function isVerdict(error: unknown): boolean {
  return error instanceof JwtBaseError || error instanceof TokenTimesError || error instanceof z.ZodError;
}
