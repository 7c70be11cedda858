import { verifierOf } from '#domain/connection/oauth-secrets.ts';

const noted: string[] = [];

/** Of a connection that a test began: nobody else knows its state and its cookie, since they are stored hashed. */
export function noteState(authorizeUrl: string, cookie: string): void {
  const secret = cookie.split('=')[1] ?? '';
  noted.push(new URL(authorizeUrl).searchParams.get('state') ?? '', secret, verifierOf(secret));
}

export const notedStates = (): readonly string[] => noted;
