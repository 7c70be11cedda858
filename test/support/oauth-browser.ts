import { expect } from 'vitest';
import { OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import { contract } from '../../functions/api/receive-xero-callback/contract.ts';
import { makeHandler } from '../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as makeStart } from '../../functions/api/start-connection/handler.ts';
import { ADMIN, CALLER } from './connection-world.ts';
import type { ConnectionWorld } from './connection-world.ts';

/** What the browser that starts a connection holds afterwards. */
export async function start(of: ConnectionWorld, confirmPracticeChange = false) {
  const answer = await makeStart(of)({ caller: { ...CALLER, user: ADMIN }, body: { confirmPracticeChange } });
  const state = new URL(answer.body.authorizeUrl).searchParams.get('state') ?? '';
  const cookie = /^__Host-xero-oauth=([^;]+);/.exec(answer.cookies[0] ?? '')?.[1] ?? '';
  return { state, cookie };
}

export async function callback(
  of: ConnectionWorld,
  query: Record<string, unknown>,
  cookie: string | undefined,
) {
  const parsed = contract.query.parse(query);
  const cookies: Record<string, string> = cookie === undefined ? {} : { [OAUTH_COOKIE]: cookie };
  const answer = await makeHandler(of)({ caller: CALLER, query: parsed, cookies });
  expect(answer.body).toBeUndefined();
  return answer.headers.location;
}

export async function connect(
  of: ConnectionWorld,
  options: { code?: string; confirm?: boolean } = {},
): Promise<string> {
  const { state, cookie } = await start(of, options.confirm);
  return callback(of, { code: options.code ?? 'good-code', state }, cookie);
}

export const refusal = (code: string) => `https://portal.example/settings/integrations?connection=${code}`;
export const CONNECTED = 'https://portal.example/settings/mfa?connection=connected&next=/clients/manage';
