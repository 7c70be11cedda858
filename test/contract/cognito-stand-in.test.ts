import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDiffieHellman } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerNewPassword, browserSignIn, type Cognito } from '../support/cognito.ts';
import { PASSWORD, PLAIN, POOL, PORTAL, startCognito, tokens } from '../support/cognito.ts';

const EMAIL = 'ada@example.com';
const WRONG = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const user = { UserPoolId: POOL, Username: EMAIL };
let cognito: Cognito;

// every sign-in costs two 3072-bit exponentiations at either end
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  cognito = await startCognito();
});
afterEach(() => cognito.stop());

describe('invitation', () => {
  it('mails a temporary password, which must be replaced at the first sign-in', async () => {
    const { sdk, url, mails } = cognito;
    const { User } = await sdk.adminCreateUser({
      ...user,
      UserAttributes: [{ Name: 'custom:firm', Value: 'f1' }],
    });
    expect(User).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    expect(User?.Username).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(mails).toMatchObject([{ to: EMAIL, subject: 'Welcome' }]);
    expect(mails[0]?.text).toContain(`Hello ${EMAIL},\nyour password is `);
    const temporary = mails[0]?.text.split('is ').at(-1) ?? '';

    const first = await browserSignIn(url, EMAIL, temporary);
    expect(first).toMatchObject({ challenge: 'newPassword', userAttributes: { 'custom:firm': 'f1' } });
    await expect(answerNewPassword(first.user, 'short')).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password not long enough',
    });
    await answerNewPassword(first.user, PASSWORD);
    expect(await sdk.adminGetUser(user)).toMatchObject({ UserStatus: 'CONFIRMED', Username: User?.Username });
    await expect(browserSignIn(url, EMAIL, temporary)).rejects.toMatchObject(WRONG);
    await tokens(url, 'Ada@Example.com');
  });

  it('can be suppressed, repeated while it is open, and runs out', async () => {
    const { sdk, url, mails, clock } = cognito;
    await sdk.adminCreateUser({ ...user, MessageAction: 'SUPPRESS', TemporaryPassword: 'First-password-1' });
    expect(mails).toHaveLength(0);
    await expect(sdk.adminCreateUser(user)).rejects.toMatchObject({ name: 'UsernameExistsException' });
    await sdk.adminCreateUser({ ...user, MessageAction: 'RESEND' });
    const password = mails[0]?.text.split('is ').at(-1) ?? '';
    await expect(browserSignIn(url, EMAIL, 'First-password-1')).rejects.toMatchObject(WRONG);
    clock.at += 8 * 86_400_000;
    await expect(browserSignIn(url, EMAIL, password)).rejects.toMatchObject({
      message: 'Temporary password has expired and must be reset by an administrator.',
    });
    await sdk.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true });
    await expect(sdk.adminCreateUser({ ...user, MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
    });
  });

  it('refuses what the pool does not know', async () => {
    const { sdk } = cognito;
    await expect(sdk.adminCreateUser({ ...user, Username: 'ada' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Username should be an email.',
    });
    const UserAttributes = [{ Name: 'custom:unknown', Value: '1' }];
    await expect(sdk.adminCreateUser({ ...user, UserAttributes })).rejects.toThrow(/conform to the schema/);
    await expect(sdk.adminGetUser(user)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(sdk.adminGetUser({ ...user, UserPoolId: 'eu-test-1_other' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(sdk.listGroups({ UserPoolId: POOL })).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    await expect(
      sdk.setUserMFAPreference({ AccessToken: 'x', WebAuthnMfaSettings: {} }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('password', () => {
  it('is proven by SRP and kept as a verifier only', async () => {
    await cognito.addUser(EMAIL);
    await tokens(cognito.url, EMAIL);
    await expect(browserSignIn(cognito.url, EMAIL, `${PASSWORD}x`)).rejects.toMatchObject(WRONG);
    const files = readdirSync(cognito.folder).map((name) => readFileSync(join(cognito.folder, name), 'utf8'));
    expect(files.join('')).toContain('"verifier":"');
    expect(files.join('')).not.toContain(PASSWORD);
  });

  it('cannot be bypassed by an A that fixes the shared secret', async () => {
    await cognito.addUser(EMAIL);
    const prime = getDiffieHellman('modp15').getPrime('hex');
    for (const SRP_A of ['0', prime, (2n * BigInt(`0x${prime}`)).toString(16), 'not hex']) {
      const AuthParameters = { USERNAME: EMAIL, SRP_A };
      await expect(
        cognito.sdk.initiateAuth({ AuthFlow: 'USER_SRP_AUTH', ClientId: PORTAL, AuthParameters }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  it('gives no hint whether a user exists', async () => {
    await expect(browserSignIn(cognito.url, 'nobody@example.com', PASSWORD)).rejects.toMatchObject(WRONG);
    const AuthParameters = { USERNAME: 'nobody@example.com', SRP_A: 'abc' };
    const ask = () =>
      cognito.sdk.initiateAuth({ AuthFlow: 'USER_SRP_AUTH', ClientId: PORTAL, AuthParameters });
    const [one, other] = [(await ask()).ChallengeParameters, (await ask()).ChallengeParameters];
    expect(one?.['USERNAME']).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(one).toMatchObject({ SALT: other?.['SALT'], USER_ID_FOR_SRP: other?.['USER_ID_FOR_SRP'] });
    expect(one?.['SRP_B']).not.toBe(other?.['SRP_B']);
  });

  it('locks after five wrong ones, longer each time, until one is right', async () => {
    const { url, clock } = cognito;
    await cognito.addUser(EMAIL);
    const wrong = () => browserSignIn(url, EMAIL, 'wrong');
    for (let attempt = 0; attempt < 5; attempt++) await expect(wrong()).rejects.toMatchObject(WRONG);
    await expect(tokens(url, EMAIL)).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    clock.at += 1_000;
    await expect(wrong()).rejects.toMatchObject(WRONG);
    clock.at += 1_999;
    await expect(tokens(url, EMAIL)).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    clock.at += 1;
    await tokens(url, EMAIL);
    await expect(wrong()).rejects.toMatchObject(WRONG);
    await tokens(url, EMAIL);
  });

  it('goes over the wire only where the client allows it', async () => {
    await cognito.addUser(EMAIL);
    const AuthParameters = { USERNAME: EMAIL, PASSWORD };
    const ask = (ClientId: string) =>
      cognito.sdk.initiateAuth({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters });
    await expect(ask(PORTAL)).rejects.toThrow('USER_PASSWORD_AUTH flow not enabled for this client');
    expect((await ask(PLAIN)).AuthenticationResult?.ExpiresIn).toBe(3600);
  });

  it('can be changed by who knows it', async () => {
    const { sdk, url } = cognito;
    await cognito.addUser(EMAIL);
    const { access: AccessToken } = await tokens(url, EMAIL);
    const ProposedPassword = 'Another horse 8 battery?';
    await expect(
      sdk.changePassword({ AccessToken, PreviousPassword: 'wrong', ProposedPassword }),
    ).rejects.toMatchObject(WRONG);
    await sdk.changePassword({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword });
    await tokens(url, EMAIL, ProposedPassword);
  });

  it('can be reset with a mailed code, by the user and by an admin', async () => {
    const { sdk, url, mails } = cognito;
    await cognito.addUser(EMAIL);
    const code = () => mails.at(-1)?.text.match(/\d{6}/)?.[0] ?? '';
    const confirm = (ConfirmationCode: string, Password: string) =>
      sdk.confirmForgotPassword({ ClientId: PORTAL, Username: EMAIL, ConfirmationCode, Password });
    const { CodeDeliveryDetails } = await sdk.forgotPassword({ ClientId: PORTAL, Username: EMAIL });
    expect(CodeDeliveryDetails).toMatchObject({ Destination: 'a***@e***', DeliveryMedium: 'EMAIL' });
    await expect(confirm('x', PASSWORD)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await confirm(code(), 'Second horse 7 battery?');
    await tokens(url, EMAIL, 'Second horse 7 battery?');
    await expect(confirm(code(), PASSWORD)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await sdk.adminResetUserPassword(user);
    await expect(tokens(url, EMAIL, 'Second horse 7 battery?')).rejects.toMatchObject({
      name: 'PasswordResetRequiredException',
    });
    await confirm(code(), PASSWORD);
    await tokens(url, EMAIL);
    const nobody = await sdk.forgotPassword({ ClientId: PORTAL, Username: 'nobody@example.com' });
    expect(nobody.CodeDeliveryDetails?.Destination).toBe('n***@e***');
    expect(mails).toHaveLength(2);
  });
});

describe('users', () => {
  it('are listed by page and filter', async () => {
    const { sdk } = cognito;
    const sub = await cognito.addUser(EMAIL);
    for (const name of ['bob', 'bea', 'cy']) await cognito.addUser(`${name}@example.com`);
    const emails: (string | undefined)[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await sdk.listUsers({
        UserPoolId: POOL,
        Limit: 3,
        ...(PaginationToken ? { PaginationToken } : {}),
      });
      emails.push(
        ...(page.Users ?? []).map(({ Attributes }) => Attributes?.find((a) => a.Name === 'email')?.Value),
      );
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    expect(emails.sort()).toEqual(['ada', 'bea', 'bob', 'cy'].map((name) => `${name}@example.com`));
    const count = async (Filter: string) => (await sdk.listUsers({ UserPoolId: POOL, Filter })).Users?.length;
    expect(await count('email ^= "b"')).toBe(2);
    expect(await count('email = "cy@example.com"')).toBe(1);
    expect(await count(`sub = "${sub}"`)).toBe(1);
    await sdk.adminDisableUser(user);
    expect(await count('status = "Disabled"')).toBe(1);
    await expect(count('custom:firm = "f1"')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(count('nonsense')).rejects.toThrow('Error while parsing filter');
  });

  it('change attributes, an address only to one that is free', async () => {
    const { sdk } = cognito;
    const sub = await cognito.addUser(EMAIL);
    await cognito.addUser('bob@example.com');
    const set = (Name: string, Value: string) =>
      sdk.adminUpdateUserAttributes({ ...user, Username: sub, UserAttributes: [{ Name, Value }] });
    await expect(set('email', 'BOB@example.com')).rejects.toMatchObject({ name: 'AliasExistsException' });
    await expect(set('sub', 'x')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const before = await sdk.adminGetUser(user);
    cognito.clock.at += 1;
    await set('email', 'eve@example.com');
    const after = await sdk.adminGetUser({ ...user, Username: 'eve@example.com' });
    expect(after.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
    expect(after.UserLastModifiedDate?.getTime()).toBeGreaterThan(
      before.UserLastModifiedDate?.getTime() ?? 0,
    );
    await expect(sdk.adminGetUser(user)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});
