import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Of `state` and of the browser's cookie, each. 256 bits: out of reach for guessing, so a plain hash hides it. */
export const OAUTH_SECRET_BYTES = 32;
/** As long as somebody may take to sign in at Xero and agree. */
export const OAUTH_SECONDS = 600;
/** `__Host-`: set by this host alone, over TLS alone, so that no other site can plant one. */
export const OAUTH_COOKIE = '__Host-xero-oauth';

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/**
 * The PKCE verifier (RFC 7636: 43 characters of base64url) of the transaction that this cookie belongs to. Derived, so
 * that nothing is stored from which a code could be exchanged: of the cookie we keep its hash alone.
 */
export function verifierOf(cookie: string): string {
  return createHmac('sha256', cookie).update('xero code_verifier').digest('base64url');
}

/** By the method S256, which is that very hash. */
export function challengeOf(verifier: string): string {
  return hashOf(verifier);
}

export function hashMatches(secret: string, expected: string): boolean {
  const actual = Buffer.from(hashOf(secret));
  const wanted = Buffer.from(expected);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}
