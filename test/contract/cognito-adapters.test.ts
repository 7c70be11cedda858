import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CognitoAuthenticatorEnrolment } from '#adapters/cognito/authenticator-enrolment.ts';
import { CognitoUserDirectory } from '#adapters/cognito/user-directory.ts';
import { totp } from '../../local/totp.ts';
import { FIRM_ID } from '../support/builders.ts';
import {
  answerCode,
  answerNewPassword,
  browserSignIn,
  type Cognito,
  PASSWORD,
  POOL,
  startCognito,
  tokens,
} from '../support/cognito.ts';

const EMAIL = 'ada@example.com';
const SELF_SERVICE = 'aws.cognito.signin.user.admin';
let cognito: Cognito;
let client: CognitoIdentityProviderClient;
let directory: CognitoUserDirectory;
let enrolment: CognitoAuthenticatorEnrolment;

vi.setConfig({ testTimeout: 60_000 });
beforeEach(async () => {
  cognito = await startCognito({
    customAttributes: ['firmId'],
    triggers: { preTokenGeneration: 'arn:aws:lambda:eu-test-1:1:function:stamp' },
  });
  client = new CognitoIdentityProviderClient({
    endpoint: cognito.url,
    region: 'eu-test-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  directory = new CognitoUserDirectory(client, POOL);
  enrolment = new CognitoAuthenticatorEnrolment(client);
});
afterEach(async () => {
  client.destroy();
  await cognito.stop();
});

/** What our own trigger does to users with MFA. */
function suppressSelfService() {
  cognito.trigger.run = (event) => ({
    ...event,
    response: {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress: [SELF_SERVICE] } },
    },
  });
}
const codeNow = (secret: string) => totp(secret, cognito.clock.at);
const begin = async (accessToken: string) => {
  const begun = await enrolment.begin(accessToken);
  if (begun.outcome !== 'begun') throw new Error('not begun');
  return begun.secret;
};

describe('an authenticator app', () => {
  it('is proven with a code of its secret, switched on, asked for, and switched off again', async () => {
    const userId = await cognito.addUser(EMAIL);
    const { access } = await tokens(cognito.url, EMAIL);
    expect(await enrolment.prove(access, '123456')).toBe('not-begun');
    const secret = await begin(access);
    expect(secret).toMatch(/^[A-Z2-7]{16,}$/);
    expect(await enrolment.prove(access, totp(secret, cognito.clock.at + 3_600_000))).toBe('wrong-code');
    expect(await enrolment.prove(access, codeNow(secret))).toBe('proven');
    expect(await enrolment.prove(access, codeNow(secret))).toBe('wrong-code');
    expect(await directory.hasMfa(userId)).toBe(false);

    await directory.switchMfa(userId, true);
    expect(await directory.hasMfa(userId)).toBe(true);
    cognito.clock.at += 60_000;
    const { user, challenge } = await browserSignIn(cognito.url, EMAIL, PASSWORD);
    expect(challenge).toBe('totp');
    await answerCode(user, codeNow(secret));

    await directory.switchMfa(userId, false);
    expect(await directory.hasMfa(userId)).toBe(false);
    expect((await browserSignIn(cognito.url, EMAIL, PASSWORD)).session).toBeDefined();
  });

  it('is switched on with the next code when the step after the first one failed', async () => {
    const userId = await cognito.addUser(EMAIL);
    const { access } = await tokens(cognito.url, EMAIL);
    const secret = await begin(access);
    expect(await enrolment.prove(access, codeNow(secret))).toBe('proven');
    cognito.clock.at += 30_000;
    expect(await enrolment.prove(access, codeNow(secret))).toBe('proven');
    await directory.switchMfa(userId, true);
    expect(await directory.hasMfa(userId)).toBe(true);
  });

  it('counts by its newest secret', async () => {
    await cognito.addUser(EMAIL);
    const { access } = await tokens(cognito.url, EMAIL);
    const first = await begin(access);
    const second = await begin(access);
    expect(second).not.toBe(first);
    expect(await enrolment.prove(access, codeNow(first))).toBe('wrong-code');
    expect(await enrolment.prove(access, codeNow(second))).toBe('proven');
  });

  it('takes a token with the scope for it, a living one, of a user who is there', async () => {
    await cognito.addUser(EMAIL);
    const { access: before } = await tokens(cognito.url, EMAIL);
    suppressSelfService();
    const { access } = await tokens(cognito.url, EMAIL);
    const again = { outcome: 'sign-in-again' };
    expect(await enrolment.begin(access)).toEqual(again);
    expect(await enrolment.prove(access, '123456')).toBe('sign-in-again');
    expect(await enrolment.begin('no token at all')).toEqual(again);
    await directory.signOut(EMAIL);
    expect(await enrolment.begin(before)).toEqual(again);
  });

  it('is not switched on before it was proven', async () => {
    const userId = await cognito.addUser(EMAIL);
    await expect(directory.switchMfa(userId, true)).rejects.toThrow('not verified');
  });
});

describe('a person in the user pool', () => {
  const invite = (firmId = FIRM_ID) => directory.invite({ email: EMAIL, name: 'Ada', firmId });

  it('is invited by one mail, and found again by the same firm only', async () => {
    const { userId } = await invite();
    expect(await invite()).toEqual({ userId });
    await expect(invite('22222222-2222-4222-8222-222222222222')).rejects.toMatchObject({
      code: 'EMAIL_TAKEN',
    });
    expect(cognito.mails.map(({ to }) => to)).toEqual([EMAIL]);
    const password = /password is (\S+)/.exec(cognito.mails[0]?.text ?? '')?.[1] ?? '';
    const { user, challenge } = await browserSignIn(cognito.url, EMAIL, password);
    expect(challenge).toBe('newPassword');
    expect((await answerNewPassword(user, PASSWORD)).isValid()).toBe(true);
  });

  it('is invited again with a password that voids the first, also after that ran out, until one was replaced', async () => {
    const { userId } = await invite();
    const password = () => /password is (\S+)/.exec(cognito.mails.at(-1)?.text ?? '')?.[1] ?? '';
    const first = password();
    cognito.clock.at += 8 * 86_400_000;
    await expect(browserSignIn(cognito.url, EMAIL, first)).rejects.toThrow('expired');
    expect(await directory.inviteAgain(EMAIL)).toBe('sent');
    expect(cognito.mails.map(({ to }) => to)).toEqual([EMAIL, EMAIL]);
    await expect(browserSignIn(cognito.url, EMAIL, first)).rejects.toThrow('Incorrect');
    const { user, challenge } = await browserSignIn(cognito.url, EMAIL, password());
    expect(challenge).toBe('newPassword');
    await answerNewPassword(user, PASSWORD);
    expect(await directory.inviteAgain(EMAIL)).toBe('taken-up');
    expect(cognito.mails).toHaveLength(2);
    expect(await invite()).toEqual({ userId });
    await expect(directory.inviteAgain('nobody@example.com')).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });

  it('signs in no more while switched off, and again when switched on', async () => {
    const userId = await cognito.addUser(EMAIL);
    await directory.setEnabled(userId, false);
    await directory.setEnabled(userId, false);
    await expect(tokens(cognito.url, EMAIL)).rejects.toThrow('disabled');
    await directory.setEnabled(userId, true);
    expect((await tokens(cognito.url, EMAIL)).access).not.toBe('');
    await expect(directory.setEnabled('nobody', false)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('is signed out everywhere', async () => {
    const userId = await cognito.addUser(EMAIL);
    const { refresh } = await tokens(cognito.url, EMAIL);
    await directory.signOut(userId);
    await expect(
      cognito.sdk.initiateAuth({
        ClientId: 'portalclient0000000000000',
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refresh },
      }),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('is removed once and for all, however often', async () => {
    const userId = await cognito.addUser(EMAIL);
    await directory.remove(userId);
    await directory.remove(userId);
    await expect(tokens(cognito.url, EMAIL)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(directory.hasMfa(userId)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});
