import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { Route } from './routes.ts';

export type Verdict =
  { allowed: true; claims: JWTPayload | undefined } | { allowed: false; status: 401 | 403 };

/** Checks a route's token as API Gateway does: signature, issuer, audience (or client_id), times, scopes. */
export async function authorize(
  route: Route,
  authorization: string | undefined,
  jwksOf: (issuer: string) => JSONWebKeySet | Promise<JSONWebKeySet>,
  now: number,
): Promise<Verdict> {
  if (route.authorizer === undefined) return { allowed: true, claims: undefined };
  const { issuer, audience } = route.authorizer;
  const token = authorization?.replace(/^Bearer\s+/i, '');
  if (token === undefined || token === '') return { allowed: false, status: 401 };
  const claims = await verify(token, issuer, jwksOf, now);
  if (claims === undefined || !isFor(audience, claims)) return { allowed: false, status: 401 };
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  if (route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
    return { allowed: false, status: 403 };
  }
  return { allowed: true, claims };
}

async function verify(
  token: string,
  issuer: string,
  jwksOf: (issuer: string) => JSONWebKeySet | Promise<JSONWebKeySet>,
  now: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(await jwksOf(issuer)), {
      issuer,
      algorithms: ['RS256', 'RS384', 'RS512'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    return payload;
  } catch {
    return undefined;
  }
}

function isFor(audience: readonly string[], claims: JWTPayload): boolean {
  const named = claims.aud ?? claims.client_id;
  const values = Array.isArray(named) ? named : [named];
  return values.some((value) => typeof value === 'string' && audience.includes(value));
}
