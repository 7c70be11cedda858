import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Cognito,
  PASSWORD,
  PLAIN,
  POOL,
  PORTAL,
  startCognito,
  tokens,
  type TriggerEvent,
} from '../support/cognito.ts';

const EMAIL = 'ada@example.com';
const SELF_SERVICE = 'aws.cognito.signin.user.admin';
const user = { UserPoolId: POOL, Username: EMAIL };
let cognito: Cognito;
let sub: string;

vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  cognito = await startCognito({ triggers: { preTokenGeneration: 'arn:pre-token' } });
  sub = await cognito.addUser(EMAIL);
});
afterEach(() => cognito.stop());

describe('tokens', () => {
  it('pass the verifier of AWS and carry the documented claims', async () => {
    const { access, id } = await tokens(cognito.url, EMAIL);
    for (const [tokenUse, token] of [['access', access] as const, ['id', id] as const]) {
      const verifier = CognitoJwtVerifier.create({ userPoolId: POOL, clientId: PORTAL, tokenUse });
      verifier.cacheJwks(cognito.standIn.jwks(POOL));
      expect((await verifier.verify(token)).sub).toBe(sub);
      await expect(verifier.verify(`${token.slice(0, -8)}AAAAAAAA`)).rejects.toThrow();
    }
    const accessClaims = decodeJwt(access);
    expect(Object.keys(accessClaims).sort()).toEqual(
      'auth_time client_id event_id exp iat iss jti origin_jti scope sub token_use username'.split(' '),
    );
    expect(accessClaims).toMatchObject({
      iss: `https://cognito-idp.eu-test-1.amazonaws.com/${POOL}`,
      client_id: PORTAL,
      username: sub,
      scope: SELF_SERVICE,
    });
    expect((accessClaims.exp ?? 0) - (accessClaims.iat ?? 0)).toBe(300);
    expect(decodeJwt(id)).toMatchObject({
      aud: PORTAL,
      'cognito:username': sub,
      email: EMAIL,
      email_verified: true,
      origin_jti: accessClaims['origin_jti'],
    });
    expect(cognito.standIn.issuerOf(POOL)).toBe(accessClaims.iss);
  });

  it('are refreshed with the first sign-in remembered, by either operation', async () => {
    const { sdk, url, clock, events } = cognito;
    const first = await tokens(url, EMAIL);
    clock.at += 3_600_000;
    const AuthParameters = { REFRESH_TOKEN: first.refresh };
    const refreshed = await sdk.initiateAuth({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: PORTAL,
      AuthParameters,
    });
    const direct = await sdk.getTokensFromRefreshToken({ ClientId: PORTAL, RefreshToken: first.refresh });
    for (const { AuthenticationResult: result } of [refreshed, direct]) {
      expect(result).toMatchObject({ ExpiresIn: 300, TokenType: 'Bearer' });
      expect(result?.RefreshToken).toBeUndefined();
      const [before, after] = [decodeJwt(first.access), decodeJwt(result?.AccessToken ?? '')];
      expect(after).toMatchObject({ auth_time: before['auth_time'], origin_jti: before['origin_jti'] });
      expect(after.iat).toBeGreaterThanOrEqual((before.iat ?? 0) + 3_600);
    }
    expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
      'TokenGeneration_Authentication',
      'TokenGeneration_RefreshTokens',
      'TokenGeneration_RefreshTokens',
    ]);
    const refuse = async (ClientId: string, RefreshToken: string, message: string) =>
      expect(sdk.getTokensFromRefreshToken({ ClientId, RefreshToken })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message,
      });
    await refuse(PLAIN, first.refresh, 'Invalid Refresh Token');
    await refuse(PORTAL, `${first.refresh}x`, 'Invalid Refresh Token');
    await expect(sdk.getUser({ AccessToken: first.access })).rejects.toThrow('Access Token has expired');
    clock.at += 24 * 3_600_000;
    await refuse(PORTAL, first.refresh, 'Refresh Token has expired');
  });

  it.each([
    ['global sign-out', (c: Cognito, AccessToken: string) => c.sdk.globalSignOut({ AccessToken })],
    ['sign-out by an admin', (c: Cognito) => c.sdk.adminUserGlobalSignOut(user)],
    ['revocation', (c: Cognito, _: string, Token: string) => c.sdk.revokeToken({ Token, ClientId: PORTAL })],
    ['disabling', (c: Cognito) => c.sdk.adminDisableUser(user)],
    ['deletion', (c: Cognito) => c.sdk.adminDeleteUser(user)],
  ])('end with %s', async (_, end) => {
    const { sdk, url } = cognito;
    const { access, refresh } = await tokens(url, EMAIL);
    await sdk.getUser({ AccessToken: access });
    await end(cognito, access, refresh);
    const RefreshToken = refresh;
    await expect(sdk.getTokensFromRefreshToken({ ClientId: PORTAL, RefreshToken })).rejects.toThrow(
      'Invalid',
    );
    await expect(sdk.getUser({ AccessToken: access })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('are not given to disabled users, who learn why only with the right password', async () => {
    const { sdk, url } = cognito;
    await sdk.adminDisableUser(user);
    expect((await sdk.adminGetUser(user)).Enabled).toBe(false);
    await expect(tokens(url, EMAIL)).rejects.toMatchObject({ message: 'User is disabled.' });
    await expect(tokens(url, EMAIL, 'wrong')).rejects.toMatchObject({
      message: 'Incorrect username or password.',
    });
    await sdk.adminEnableUser(user);
    await tokens(url, EMAIL);
  });

  it('outlive a restart, as do the keys that signed them and passwords', async () => {
    const { access, refresh } = await tokens(cognito.url, EMAIL);
    const again = cognito.build();
    expect(again.jwks(POOL)).toEqual(cognito.standIn.jwks(POOL));
    expect(await again.call('GetUser', { AccessToken: access })).toMatchObject({ Username: sub });
    const input = { ClientId: PORTAL, RefreshToken: refresh };
    expect(await again.call('GetTokensFromRefreshToken', input)).toHaveProperty(
      'AuthenticationResult.AccessToken',
    );
    const AuthParameters = { USERNAME: EMAIL, PASSWORD };
    const password = { ClientId: PLAIN, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters };
    expect(await again.call('InitiateAuth', password)).toHaveProperty('AuthenticationResult.IdToken');
  });
});

describe('pre token generation trigger', () => {
  const override = (details: unknown) => (event: TriggerEvent) => ({
    ...event,
    response: { claimsAndScopeOverrideDetails: details },
  });

  it('gets a V2_0 event', async () => {
    await tokens(cognito.url, EMAIL);
    expect(cognito.events).toMatchObject([
      {
        version: '2',
        triggerSource: 'TokenGeneration_Authentication',
        region: 'eu-test-1',
        userPoolId: POOL,
        userName: sub,
        callerContext: { clientId: PORTAL },
        request: {
          userAttributes: { sub, email: EMAIL, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' },
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          scopes: [SELF_SERVICE],
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
  });

  it('adds and suppresses claims of either token, reserved ones aside', async () => {
    cognito.trigger.run = override({
      idTokenGeneration: {
        claimsToAddOrOverride: { email: 'other@example.com' },
        claimsToSuppress: ['email_verified'],
      },
      accessTokenGeneration: {
        claimsToAddOrOverride: { firm: 'f1', mfa: '1', sub: 'someone', exp: 9e9 },
        claimsToSuppress: ['event_id'],
        scopesToAdd: ['portal'],
      },
    });
    const { access, id } = await tokens(cognito.url, EMAIL);
    const claims = decodeJwt(access);
    expect(claims).toMatchObject({ firm: 'f1', mfa: '1', sub, scope: `${SELF_SERVICE} portal` });
    expect(claims['event_id']).toBeDefined();
    expect(claims.exp).toBeLessThan(9e9);
    expect(decodeJwt(id)).toMatchObject({ email: 'other@example.com' });
    expect(decodeJwt(id)).not.toHaveProperty('email_verified');
    expect(decodeJwt(id)).not.toHaveProperty('firm');
  });

  it('can take the right to self-service away', async () => {
    cognito.trigger.run = override({ accessTokenGeneration: { scopesToSuppress: [SELF_SERVICE] } });
    const { access: AccessToken } = await tokens(cognito.url, EMAIL);
    const refused = { name: 'NotAuthorizedException', message: 'Access Token does not have required scopes' };
    const { sdk } = cognito;
    await expect(sdk.getUser({ AccessToken })).rejects.toMatchObject(refused);
    await expect(sdk.associateSoftwareToken({ AccessToken })).rejects.toMatchObject(refused);
    const off = { AccessToken, SoftwareTokenMfaSettings: { Enabled: false } };
    await expect(sdk.setUserMFAPreference(off)).rejects.toMatchObject(refused);
    await expect(sdk.globalSignOut({ AccessToken })).rejects.toMatchObject(refused);
  });

  it('fails the sign-in with its own failure', async () => {
    cognito.trigger.run = () => {
      throw new Error('firm is gone');
    };
    await expect(tokens(cognito.url, EMAIL)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreTokenGeneration failed with error firm is gone.',
    });
    cognito.trigger.run = () => 'nonsense';
    await expect(tokens(cognito.url, EMAIL)).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
    });
  });
});
