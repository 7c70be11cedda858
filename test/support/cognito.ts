// the library's successor is a whole framework for browsers; its protocol is the one in use, and that is what counts here
/* eslint-disable @typescript-eslint/no-deprecated */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserSession } from 'amazon-cognito-identity-js';
import type { CognitoMail, PoolDefinition } from '../../local/aws/cognito/pool.ts';
import { CognitoStandIn } from '../../local/aws/cognito/stand-in.ts';
import { countNatively } from '../../local/count-natively.ts';
import { StateStore } from '../../local/state-store.ts';
import { serveJson } from './aws-json-front.ts';

countNatively();

export const POOL = 'eu-test-1_Abc123XyZ';
export const PORTAL = 'portalclient0000000000000';
export const PLAIN = 'passwordclient00000000000';
export const PASSWORD = 'Correct horse 9 battery!';

export interface TriggerEvent {
  version: string;
  triggerSource: string;
  userName: string;
  userPoolId: string;
  callerContext: { clientId: string };
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

const definition: PoolDefinition = {
  userPoolId: POOL,
  clients: [
    {
      clientId: PORTAL,
      accessTokenMinutes: 5,
      refreshTokenDays: 1,
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: true,
    },
    {
      clientId: PLAIN,
      accessTokenMinutes: 60,
      refreshTokenDays: 1,
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      preventUserExistenceErrors: false,
    },
  ],
  passwordPolicy: {
    minimumLength: 12,
    requireLowercase: true,
    requireUppercase: true,
    requireNumbers: true,
    requireSymbols: true,
  },
  triggers: {},
  inviteMessage: { subject: 'Welcome', body: 'Hello {username},<br>your password is {####}' },
  customAttributes: ['firm'],
};

/** Making an RSA key is most of a start: the pools of one test file share the first one's. */
const sharedKey = join(mkdtempSync(join(tmpdir(), 'cognito-key-')), 'cognito-keys.jsonl');

/** A pool behind HTTP with a clock that stands still until the test moves it, recorded mails and a trigger the test writes. */
export async function startCognito(changes: Partial<PoolDefinition> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-'));
  const clock = { at: Date.now() };
  const mails: CognitoMail[] = [];
  const events: TriggerEvent[] = [];
  const trigger: { run: (event: TriggerEvent) => unknown } = { run: (event) => event };
  const build = () => {
    const standIn = new CognitoStandIn({
      state: new StateStore(folder),
      region: 'eu-test-1',
      now: () => clock.at,
      sendMail: (mail) => mails.push(mail),
      invoke: async (_arn, event) => {
        events.push(event as TriggerEvent);
        return trigger.run(event as TriggerEvent);
      },
    });
    standIn.definePool({ ...definition, ...changes });
    return standIn;
  };
  const key = join(folder, 'cognito-keys.jsonl');
  if (existsSync(sharedKey)) copyFileSync(sharedKey, key);
  const standIn = build();
  copyFileSync(key, sharedKey);
  const front = await serveJson(standIn);
  const sdk = new CognitoIdentityProvider({
    endpoint: front.url,
    region: 'eu-test-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const stop = async () => {
    sdk.destroy();
    await front.close();
    rmSync(folder, { recursive: true });
  };
  const addUser = async (email: string, password = PASSWORD): Promise<string> => {
    const user = { UserPoolId: POOL, Username: email };
    const created = await sdk.adminCreateUser({
      ...user,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    await sdk.adminSetUserPassword({ ...user, Password: password, Permanent: true });
    return created.User?.Username ?? '';
  };
  return { folder, clock, mails, events, trigger, build, standIn, sdk, url: front.url, stop, addUser };
}

export type Cognito = Awaited<ReturnType<typeof startCognito>>;

export interface BrowserOutcome {
  user: CognitoUser;
  session?: CognitoUserSession;
  challenge?: 'totp' | 'newPassword';
  userAttributes?: Record<string, string>;
}

/** The library browsers use: an SRP and session client that shares no line with the stand-in. */
export function browserSignIn(url: string, email: string, password: string): Promise<BrowserOutcome> {
  const Pool = new CognitoUserPool({ UserPoolId: POOL, ClientId: PORTAL, endpoint: url });
  const user = new CognitoUser({ Username: email, Pool });
  return new Promise((resolve, reject) => {
    user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), {
      onSuccess: (session) => resolve({ user, session }),
      onFailure: reject,
      totpRequired: () => resolve({ user, challenge: 'totp' }),
      newPasswordRequired: (userAttributes: Record<string, string>) =>
        resolve({ user, challenge: 'newPassword', userAttributes }),
    });
  });
}

export function answerCode(user: CognitoUser, code: string): Promise<CognitoUserSession> {
  return new Promise((onSuccess, onFailure) => {
    user.sendMFACode(code, { onSuccess, onFailure }, 'SOFTWARE_TOKEN_MFA');
  });
}

export function answerNewPassword(user: CognitoUser, password: string): Promise<CognitoUserSession> {
  return new Promise((onSuccess, onFailure) => {
    user.completeNewPasswordChallenge(password, {}, { onSuccess, onFailure });
  });
}

export async function tokens(url: string, email: string, password = PASSWORD) {
  const { session } = await browserSignIn(url, email, password);
  if (!session) throw new Error('a challenge instead of tokens');
  return {
    access: session.getAccessToken().getJwtToken(),
    id: session.getIdToken().getJwtToken(),
    refresh: session.getRefreshToken().getToken(),
  };
}
