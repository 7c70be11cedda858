// the library's successor is a whole framework for browsers; its protocol is the one in use, and that is what counts here
/* eslint-disable @typescript-eslint/no-deprecated */
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserSession } from 'amazon-cognito-identity-js';
import { countNatively } from './count-natively.ts';
import { TOTP_STEP_MS, totp } from './totp.ts';

countNatively();

export interface SignInOptions {
  endpoint: string;
  userPoolId: string;
  clientId: string;
  email: string;
  password: string;
  totpSecret?: string | null;
  /** Replaces a temporary password at the first sign-in. */
  newPassword?: string;
}

export interface SignedIn {
  accessToken: string;
  idToken: string;
  refreshToken: string;
}

type Outcome = { session: CognitoUserSession } | { codeWanted: true };

/** Signs in as a browser does: SRP, then the current TOTP code if the user has a factor. */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { endpoint, userPoolId, clientId, email, totpSecret } = options;
  const Storage = memory();
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage });
  const user = new CognitoUser({ Username: email, Pool, Storage });
  const outcome = await authenticate(user, options);
  if ('session' in outcome) return tokensOf(outcome.session);
  if (!totpSecret) throw new Error(`${email} signs in with a code: its TOTP secret is needed`);
  return tokensOf(await sendFreshCode(user, totpSecret));
}

function authenticate(user: CognitoUser, { email, password, newPassword }: SignInOptions): Promise<Outcome> {
  const details = new AuthenticationDetails({ Username: email, Password: password });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: (session) => {
        resolve({ session });
      },
      onFailure: reject,
      totpRequired: () => {
        resolve({ codeWanted: true });
      },
      newPasswordRequired: () => {
        if (newPassword === undefined) {
          reject(new Error(`${email} must first replace a temporary password`));
          return;
        }
        user.completeNewPasswordChallenge(
          newPassword,
          {},
          {
            onSuccess: (session) => {
              resolve({ session });
            },
            onFailure: reject,
          },
        );
      },
    });
  });
}

/** A code is good once: where someone has just used the current one, the next is sent, when need be after its time has come. */
async function sendFreshCode(user: CognitoUser, secret: string): Promise<CognitoUserSession> {
  const started = Date.now();
  for (const ahead of [0, 1, 2]) {
    const at = started + ahead * TOTP_STEP_MS;
    if (ahead === 2) await sleep(Math.max(0, at - TOTP_STEP_MS - Date.now()));
    try {
      return await sendCode(user, totp(secret, at));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExpiredCodeException') throw error;
    }
  }
  throw new Error('Every code of the last minute has been used: try again in half a minute');
}

function sendCode(user: CognitoUser, code: string): Promise<CognitoUserSession> {
  return new Promise((resolve, reject) => {
    user.sendMFACode(code, { onSuccess: resolve, onFailure: reject }, 'SOFTWARE_TOKEN_MFA');
  });
}

function tokensOf(session: CognitoUserSession): SignedIn {
  return {
    accessToken: session.getAccessToken().getJwtToken(),
    idToken: session.getIdToken().getJwtToken(),
    refreshToken: session.getRefreshToken().getToken(),
  };
}

/** One per sign-in: the library's default store is shared and would mix users up. */
function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => {
      items.clear();
    },
  };
}
