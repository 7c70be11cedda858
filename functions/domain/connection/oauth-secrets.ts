import { createHash, timingSafeEqual } from 'node:crypto';

/** Of `state` and of the browser's cookie, each. 256 bits: out of reach for guessing, so a plain hash hides it. */
export const OAUTH_SECRET_BYTES = 32;
/** As long as somebody may take to sign in at Xero and agree. */
export const OAUTH_SECONDS = 600;
/** `__Host-`: set by this host alone, over TLS alone, so that no other site can plant one. */
export const OAUTH_COOKIE = '__Host-xero-oauth';

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function hashMatches(secret: string, expected: string): boolean {
  const actual = Buffer.from(hashOf(secret));
  const wanted = Buffer.from(expected);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}
