import { expect } from 'vitest';
import { OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import type { User } from '#domain/user/user.ts';
import { httpEntry, publicHttpEntry } from '#runtime/http.ts';
import { contract as callbackContract } from '../../../functions/api/receive-xero-callback/contract.ts';
import { makeHandler as makeCallback } from '../../../functions/api/receive-xero-callback/handler.ts';
import { contract as startContract } from '../../../functions/api/start-connection/contract.ts';
import { makeHandler as makeStart } from '../../../functions/api/start-connection/handler.ts';
import { connectionWorld, xeroConnection } from '../connection-world.ts';
import { httpEvent, lambdaContext } from '../lambda-context.ts';
import { StrictIssuer } from './strict-issuer.ts';

export async function oauthWorld() {
  const world = await connectionWorld();
  const identity = new StrictIssuer(world.clock);
  identity.listed = [xeroConnection('a')];
  return { ...world, identity };
}
export type OAuthWorld = Awaited<ReturnType<typeof oauthWorld>>;

/** What a browser holds that has begun to connect. */
export interface Begun {
  authorizeUrl: string;
  state: string;
  cookie: string;
  setCookie: string;
}

/** `POST /connection` through its real entry, as this user. */
export async function begin(world: Parameters<typeof makeStart>[0], user: User): Promise<Begun> {
  const entry = httpEntry(startContract, makeStart(world), () => Promise.resolve({ user, mfa: true }));
  const { statusCode, body = '', cookies = [] } = await entry(httpEvent({}), lambdaContext());
  expect(statusCode).toBe(200);
  const { authorizeUrl } = startContract.success.schema.parse(JSON.parse(body));
  const [setCookie = ''] = cookies;
  return {
    authorizeUrl,
    state: new URL(authorizeUrl).searchParams.get('state') ?? '',
    cookie: setCookie.slice(OAUTH_COOKIE.length + 1).split(';')[0] ?? '',
    setCookie,
  };
}

/** `GET /oauth/xero/callback` through its real entry. */
export function comeBack(
  world: Parameters<typeof makeCallback>[0],
  parameters: readonly [string, string][],
  cookie: string | undefined,
) {
  const query = new URLSearchParams([...parameters]).toString();
  const cookies = cookie === undefined ? [] : [`${OAUTH_COOKIE}=${cookie}`];
  return publicHttpEntry(callbackContract, makeCallback(world))(
    httpEvent({ query, cookies }),
    lambdaContext(),
  );
}
