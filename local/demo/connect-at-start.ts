import * as z from 'zod';
import { signIn } from '../cognito-sign-in.ts';
import type { StateStore } from '../state-store.ts';
import { allowAccess } from '../xero/allow-access.ts';
import type { Demo } from './demo-file.ts';
import { CONNECTED_AT_START } from './firms.ts';
import { PortalClient } from './portal-client.ts';

const DONE = 'demo-connected';

/**
 * Connects the first demo firm once in the life of a state folder, through the API and the stand-in's consent page as
 * its admin would. Answers the sync that connecting began, if it did.
 */
export async function connectAtStart(
  portal: PortalClient,
  state: StateStore,
  say: (line: string) => void,
): Promise<string | undefined> {
  const done = state.collection(DONE, z.boolean());
  if (done.get(CONNECTED_AT_START.firm) === true) return undefined;
  if ((await portal.connectionState()).state === 'never') {
    say(`Connecting ${CONNECTED_AT_START.firm}`);
    const { authorizeUrl, cookie } = await portal.startConnecting();
    const callback = await allowAccess(authorizeUrl, { email: CONNECTED_AT_START.xeroUser });
    const answer = await fetch(callback, { headers: { cookie }, redirect: 'manual' });
    const landed = answer.headers.get('location') ?? '';
    if (!landed.includes('connection=connected'))
      throw new Error(`Connecting ended at ${landed || String(answer.status)}`);
  }
  const { currentSyncId } = await portal.connectionState();
  return currentSyncId ?? (await portal.latestSyncId());
}

/** From now on a start finds the firm connected and synced. */
export function firstSyncEnded(state: StateStore): void {
  state.collection(DONE, z.boolean()).set(CONNECTED_AT_START.firm, true);
}

/** The API as the connected firm's admin; signs in again only when the token nears its end, as each sign-in uses up a code. */
export function adminOf(demo: Demo): PortalClient {
  let token: Promise<string> | undefined;
  let signedInAt = 0;
  return new PortalClient(demo.api, () => {
    if (token === undefined || Date.now() - signedInAt > TOKEN_USE_MS) {
      signedInAt = Date.now();
      token = signInAdmin(demo);
    }
    return token;
  });
}

/** Access tokens live five minutes. */
const TOKEN_USE_MS = 4 * 60_000;

async function signInAdmin(demo: Demo): Promise<string> {
  const user = demo.firms
    .flatMap((firm) => firm.users)
    .find(({ email }) => email === CONNECTED_AT_START.admin);
  if (user === undefined) throw new Error(`There is no demo user ${CONNECTED_AT_START.admin}.`);
  const { accessToken } = await signIn({ ...demo.signIn, ...user });
  return accessToken;
}
