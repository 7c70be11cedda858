import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signIn } from '../../local/cognito-sign-in.ts';
import { totp } from '../../local/totp.ts';
import { answerCode, browserSignIn, type Cognito } from '../support/cognito.ts';
import { PASSWORD, POOL, PORTAL, startCognito, tokens } from '../support/cognito.ts';

const EMAIL = 'ada@example.com';
const user = { UserPoolId: POOL, Username: EMAIL };
let cognito: Cognito;

vi.setConfig({ testTimeout: 60_000 });

// RFC 6238, appendix B, cut to six digits
describe('totp', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %i s is %s', (seconds, code) => {
    expect(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', seconds * 1000)).toBe(code);
  });
});

describe('second factor', () => {
  beforeEach(async () => {
    cognito = await startCognito();
  });
  afterEach(() => cognito.stop());

  const enrol = async () => {
    const { access: AccessToken } = await tokens(cognito.url, EMAIL);
    const { SecretCode = '' } = await cognito.sdk.associateSoftwareToken({ AccessToken });
    const UserCode = totp(SecretCode, cognito.clock.at);
    await cognito.sdk.verifySoftwareToken({ AccessToken, UserCode });
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await cognito.sdk.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings });
    return { secret: SecretCode, AccessToken };
  };

  it('is asked for once it is proven and preferred', async () => {
    const { sdk, url, standIn } = cognito;
    await cognito.addUser(EMAIL);
    const { access: AccessToken } = await tokens(url, EMAIL);
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await expect(sdk.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings })).rejects.toThrow(
      'User has not verified software token mfa',
    );
    const { SecretCode } = await sdk.associateSoftwareToken({ AccessToken });
    expect(standIn.authenticatorOf(POOL, EMAIL)).toEqual({ secret: SecretCode, settingUp: true });
    await expect(sdk.verifySoftwareToken({ AccessToken, UserCode: '000000' })).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    expect((await browserSignIn(url, EMAIL, PASSWORD)).session).toBeDefined();
    const before = await sdk.adminGetUser(user);
    expect(before.UserMFASettingList ?? before.PreferredMfaSetting).toBeUndefined();

    const { secret } = await enrol();
    const factors = { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' };
    expect(await sdk.adminGetUser(user)).toMatchObject(factors);
    expect(await sdk.getUser({ AccessToken })).toMatchObject(factors);
    const app = { secret, settingUp: false };
    expect(standIn.authenticatorOf(POOL, EMAIL)).toEqual(app);
    expect(cognito.build().authenticatorOf(POOL, EMAIL)).toEqual(app);
    expect(standIn.usersWithTotp()).toEqual([{ userPoolId: POOL, email: EMAIL, secret }]);
    expect((await browserSignIn(url, EMAIL, PASSWORD)).challenge).toBe('totp');

    await sdk.adminSetUserMFAPreference({ ...user, SoftwareTokenMfaSettings: { Enabled: false } });
    expect((await browserSignIn(url, EMAIL, PASSWORD)).session).toBeDefined();
    expect(standIn.authenticatorOf(POOL, EMAIL)).toBeNull();
  });

  it('takes the code of this half minute and its neighbours, each once', async () => {
    const { url, clock } = cognito;
    await cognito.addUser(EMAIL);
    const { secret } = await enrol();
    clock.at += 10 * 60_000;
    const at = (steps: number) => totp(secret, clock.at + steps * 30_000);
    const { user: browser } = await browserSignIn(url, EMAIL, PASSWORD);
    for (const steps of [-3, 3]) {
      await expect(answerCode(browser, at(steps))).rejects.toMatchObject({
        name: 'CodeMismatchException',
        message: 'Invalid code received for user',
      });
    }
    const code = at(0);
    await answerCode(browser, code);
    const { user: again } = await browserSignIn(url, EMAIL, PASSWORD);
    await expect(answerCode(again, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await answerCode(again, at(1));
    clock.at += 4 * 60_000;
    const { user: slow } = await browserSignIn(url, EMAIL, PASSWORD);
    await answerCode(slow, at(-1));
  });

  it('cannot be guessed, skipped or answered late', async () => {
    const { sdk, url, clock } = cognito;
    await cognito.addUser(EMAIL);
    const { secret } = await enrol();
    const { user: browser } = await browserSignIn(url, EMAIL, PASSWORD);
    clock.at += 3 * 60_000;
    await expect(answerCode(browser, totp(secret, clock.at))).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
    const { user: other } = await browserSignIn(url, EMAIL, PASSWORD);
    const Session = Reflect.get(other, 'Session') as string;
    await expect(sdk.associateSoftwareToken({ Session })).rejects.toThrow('Invalid session for the user.');
    const skip = { USERNAME: EMAIL, NEW_PASSWORD: 'Skipping horse 7 battery' };
    await expect(
      sdk.respondToAuthChallenge({
        ClientId: PORTAL,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: skip,
      }),
    ).rejects.toThrow('Invalid session for the user.');
    for (let guess = 0; guess < 5; guess++) await expect(answerCode(other, 'nocode')).rejects.toThrow();
    await expect(answerCode(other, totp(secret, clock.at))).rejects.toMatchObject({
      message: 'Password attempts exceeded',
    });
  });

  it('is answered by the sign-in helper, also twice within half a minute', async () => {
    await cognito.addUser(EMAIL);
    const { secret } = await enrol();
    const options = {
      endpoint: cognito.url,
      userPoolId: POOL,
      clientId: PORTAL,
      email: EMAIL,
      password: PASSWORD,
    };
    await expect(signIn(options)).rejects.toThrow('its TOTP secret is needed');
    // the helper lives in real time, and the code of this half minute went into the enrolment
    cognito.clock.at = Date.now();
    const { accessToken } = await signIn({ ...options, totpSecret: secret });
    expect((await cognito.sdk.getUser({ AccessToken: accessToken })).Username).toBeDefined();
  });
});
