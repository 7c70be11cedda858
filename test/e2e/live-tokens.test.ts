import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { AwsError } from '../../local/aws/service.ts';
import { signIn } from '../../local/cognito-sign-in.ts';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { totp } from '../../local/totp.ts';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask } from '../support/portal-user.ts';

const SIONE = 'sione@rata.example';
const MINUTE_MS = 60_000;
let world: World;
let refreshToken: string;

beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 3 });
  await world.as('priya@rata.example').connectAndSync(RATA.partner);
  const user = world.demo.firms.flatMap(({ users }) => users).find(({ email }) => email === SIONE);
  ({ refreshToken } = await signIn({ ...world.demo.signIn, ...(user ?? expect.fail()) }));
});
afterAll(() => world.close());

const cognito = (operation: string, input: Record<string, unknown>) =>
  world.run.platform.call(`AWSCognitoIdentityProviderService.${operation}`, input);
const get = (path: string, token: string) =>
  ask('GET', `${world.demo.api}${path}`, { headers: { authorization: `Bearer ${token}` } });
const RefreshedSchema = z.object({ AuthenticationResult: z.object({ AccessToken: z.string() }) });

/** The token that this session's refresh gave so many minutes ago. */
async function refreshed(minutesAgo = 0): Promise<string> {
  const directory: unknown = Reflect.get(world.run.platform.cognito, 'directory');
  if (typeof directory !== 'object' || directory === null) throw new Error('no directory');
  const now: unknown = Reflect.get(directory, 'now');
  Reflect.set(directory, 'now', () => Date.now() - minutesAgo * MINUTE_MS);
  try {
    const AuthParameters = { REFRESH_TOKEN: refreshToken };
    const ClientId = world.demo.signIn.clientId;
    const answer = await cognito('InitiateAuth', {
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters,
    });
    return RefreshedSchema.parse(answer).AuthenticationResult.AccessToken;
  } finally {
    Reflect.set(directory, 'now', now);
  }
}

describe('an access token', () => {
  it('is good for five minutes from its stamp on, and no longer', async () => {
    expect((await get('/clients', await refreshed(4))).status).toBe(200);
    expect((await get('/clients', await refreshed(5.05))).status).toBe(401);
  });
});

describe('a second factor that is switched on', () => {
  const EMMA = 'emma@rata.example';
  const signedIn = (totpSecret?: string) =>
    signIn({ ...world.demo.signIn, email: EMMA, password: DEMO_PASSWORD, ...(totpSecret && { totpSecret }) });
  const refresh = (token: string) =>
    cognito('InitiateAuth', {
      ClientId: world.demo.signIn.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: token },
    });
  const post = async (path: string, token: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await ask('POST', `${world.demo.api}${path}`, { headers, ...(body && { body }) });
    expect(answer.status).toBe(200);
    return answer.body;
  };

  it('ends all sessions that a password alone has opened, whoever holds them', async () => {
    const [own, stolen] = [await signedIn(), await signedIn()];
    await refresh(stolen.refreshToken);
    const { secret } = z.object({ secret: z.string() }).parse(await post('/me/mfa', own.accessToken));
    await post('/me/mfa/verify', own.accessToken, { code: totp(secret, Date.now()) });

    const ended = { code: 'NotAuthorizedException' };
    for (const { refreshToken: token } of [own, stolen])
      await expect(refresh(token)).rejects.toMatchObject(ended);
    // Nor does the access token, while it lasts, open anything: not here, and not the factor's switch at Cognito.
    expect((await get('/clients', stolen.accessToken)).status).toBe(403);
    const off = { AccessToken: stolen.accessToken, SoftwareTokenMfaSettings: { Enabled: false } };
    await expect(cognito('SetUserMFAPreference', off)).rejects.toMatchObject(ended);

    const { accessToken } = await signedIn(secret);
    expect((await get('/clients', accessToken)).status).toBe(200);
  });
});

describe('a second factor that is switched off behind our back', () => {
  it('restricts from the next refresh on, which is never more than five minutes away', async () => {
    const before = await refreshed();
    await cognito('AdminSetUserMFAPreference', {
      UserPoolId: world.demo.signIn.userPoolId,
      Username: SIONE,
      SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
    });
    expect((await get('/clients', before)).status).toBe(200);
    const { exp, iat } = z
      .object({ exp: z.number(), iat: z.number() })
      .parse(JSON.parse(Buffer.from(before.split('.')[1] ?? '', 'base64url').toString()));
    expect(exp - iat).toBe(300);
    const after = await refreshed();
    expect(await get('/clients', after)).toMatchObject({
      status: 403,
      body: { error: { code: 'MFA_REQUIRED' } },
    });
    expect(await get('/me', after)).toMatchObject({ body: { toDo: 'configure-mfa' } });
  });
});

describe('while the sign-in service does not answer', () => {
  it('the profile says what the token says', async () => {
    const [priya, jack] = [
      await world.as('priya@rata.example').token(),
      await world.as('jack@rata.example').token(),
    ];
    const service = world.run.platform.cognito;
    const original = service.call.bind(service);
    const spy = vi.spyOn(service, 'call').mockImplementation((operation, input) => {
      if (operation !== 'AdminGetUser') return original(operation, input);
      return Promise.reject(new AwsError('InternalErrorException', 'down'));
    });
    try {
      expect(await get('/me', priya)).toMatchObject({
        status: 200,
        body: { name: 'Priya Raman', mfa: { enabled: true, required: true }, toDo: null },
      });
      expect(await get('/me', jack)).toMatchObject({
        status: 200,
        body: { mfa: { enabled: null, required: true }, toDo: 'configure-mfa' },
      });
      expect(spy.mock.calls.filter(([operation]) => operation === 'AdminGetUser').length).toBeGreaterThan(1);
    } finally {
      spy.mockRestore();
    }
    expect(await get('/me', jack)).toMatchObject({ body: { mfa: { enabled: false } } });
  });
});
