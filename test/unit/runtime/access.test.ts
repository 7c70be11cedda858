import { generateKeyPairSync, sign } from 'node:crypto';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { beforeEach, describe, expect, it } from 'vitest';
import { CognitoTokenVerifier } from '#adapters/jwt/cognito-token-verifier.ts';
import type { Access } from '#domain/access/access.ts';
import { makeGate } from '#domain/access/gate.ts';
import type { AuditEvent } from '#domain/audit/audit.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';
import { aConnection, aUser, FIRM_ID } from '../../support/builders.ts';

const POOL = 'ap-southeast-2_Example01';
const ISSUER = `https://cognito-idp.ap-southeast-2.amazonaws.com/${POOL}`;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = {
  keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'RSA', kid: 'k1', use: 'sig', alg: 'RS256' }],
};
const encodedKeys = new TextEncoder().encode(JSON.stringify(keys)).buffer;
const jwks = new SimpleJwksCache({ fetcher: { fetch: () => Promise.resolve(encodedKeys) } });
const now = Math.floor(Date.now() / 1000);
const claims = {
  sub: 'ada',
  iss: ISSUER,
  client_id: 'client-1',
  token_use: 'access',
  scope: 'openid',
  exp: now + 300,
  iat: now,
  auth_time: now,
  firm: FIRM_ID,
  role: 'admin',
  mfa: '1',
};

function token(changes: Record<string, unknown> = {}, header: object = {}, key = privateKey): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'RS256', kid: 'k1', ...header })}.${encode({ ...claims, ...changes })}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

const users = new InMemoryUserRepository();
const ASKED = { operationId: 'listUsers', sourceIp: '203.0.113.7' };
let connections = new InMemoryConnectionRepository();
let audit = new InMemoryAuditLog();
let unrecorded: unknown[] = [];
beforeEach(() => {
  connections = new InMemoryConnectionRepository();
  audit = new InMemoryAuditLog();
  unrecorded = [];
});
const MEMBER: Extract<Access, { auth: 'user' }> = { auth: 'user', role: 'member' };
const ADMIN: Extract<Access, { auth: 'user' }> = { auth: 'user', role: 'admin' };
const RESTRICTED: Extract<Access, { auth: 'user' }> = { ...MEMBER, restricted: true };
const pass = (authorization: string | undefined, access = MEMBER) =>
  makeGate({
    tokens: new CognitoTokenVerifier(POOL, 'client-1', jwks),
    users,
    connections,
    audit,
    clock: new FakeClock(),
    onUnrecorded: (failure) => unrecorded.push(failure),
  })(access, authorization, ASKED);

describe('the gate', () => {
  it('admits a user with a whole token, whatever the spelling of Bearer', async () => {
    await users.put(aUser('ada'));
    expect(await pass(`bearer ${token()}`)).toEqual({ user: aUser('ada'), mfa: true });
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer '],
    ['two tokens', `Bearer ${token()} x`],
  ])('asks for a sign-in when the header holds %s', async (_what, header) => {
    await expect(pass(header)).rejects.toMatchObject({ kind: 'unauthenticated', code: 'SIGN_IN_REQUIRED' });
  });

  it.each<[string, string]>([
    ['garbage', 'abc'],
    ['an expired one', token({ exp: now - 10 })],
    ['one without exp', token({ exp: undefined })],
    ['one without iat', token({ iat: undefined })],
    ['one without auth_time', token({ auth_time: undefined })],
    ['one from the future', token({ iat: now + 120 })],
    ['a sign-in from the future', token({ auth_time: now + 120 })],
    ['one that is not yet valid', token({ nbf: now + 3600 })],
    ['an ID token', token({ token_use: 'id', aud: 'client-1' })],
    ['one of another client', token({ client_id: 'client-2' })],
    ['one of another pool', token({ iss: `${ISSUER}x` })],
    ['one without a firm', token({ firm: undefined })],
    ['one with a strange firm', token({ firm: 'FIRM#1' })],
    ['an unsigned one', `${token({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
    ['one of an unknown key', token({}, { kid: 'k2' })],
    ['one that somebody else signed', token({}, {}, stranger.privateKey)],
    [
      'a changed payload',
      token().replace(
        /\.[^.]+\./,
        `.${Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url')}.`,
      ),
    ],
  ])('refuses %s', async (_what, value) => {
    await users.put(aUser('ada'));
    await expect(pass(`Bearer ${value}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'SIGNED_OUT',
    });
  });

  it('blames nobody when the keys cannot be had', async () => {
    const unreachable = new SimpleJwksCache({
      fetcher: { fetch: (uri) => Promise.reject(new FetchError(uri, 'down')) },
    });
    const tokens = new CognitoTokenVerifier(POOL, 'client-1', unreachable);
    await expect(tokens.verify(token())).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('refuses users that are unknown, inactive, or of another firm', async () => {
    await users.put(aUser('gone', { active: false }));
    for (const sub of ['gone', 'nobody']) {
      await expect(pass(`Bearer ${token({ sub })}`)).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    }
    const firm = '22222222-2222-4222-8222-222222222222';
    await expect(pass(`Bearer ${token({ firm })}`)).rejects.toMatchObject({ code: 'SIGNED_OUT' });
  });

  it('believes the stored role, not the token', async () => {
    await users.put(aUser('ada', { role: 'member' }));
    await expect(pass(`Bearer ${token({ role: 'admin' })}`, ADMIN)).rejects.toMatchObject({
      code: 'ADMIN_REQUIRED',
    });
    await users.put(aUser('ada'));
    expect((await pass(`Bearer ${token({ role: 'member' })}`, ADMIN)).user.role).toBe('admin');
  });

  it.each([
    ['never', undefined, true],
    ['connected', aConnection(), false],
    ['broken', aConnection({ state: 'broken' }), false],
    ['disconnected', aConnection({ state: 'disconnected' }), true],
  ] as const)('without MFA, connection %s: the open routes only', async (_state, connection, passes) => {
    await users.put(aUser('ada'));
    if (connection !== undefined) connections.seed(connection);
    const header = `Bearer ${token({ mfa: undefined })}`;
    const outcome = await pass(header).then(
      () => 'passed',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );
    expect(outcome).toBe(passes ? 'passed' : 'MFA_REQUIRED');
    expect((await pass(header, RESTRICTED)).mfa).toBe(false);
    expect((await pass(`Bearer ${token()}`)).mfa).toBe(true);
  });

  it('records whom it turns away, and nobody that is unknown or let in', async () => {
    await users.put(aUser('gone', { active: false }));
    await users.put(aUser('mia', { role: 'member' }));
    await users.put(aUser('ada'));
    connections.seed(aConnection());
    const refusals: [object, typeof MEMBER][] = [
      [{ sub: 'mia' }, ADMIN],
      [{ mfa: undefined }, MEMBER],
      [{ sub: 'gone' }, MEMBER],
      [{ sub: 'nobody' }, MEMBER],
      [{ exp: now - 10 }, MEMBER],
    ];
    for (const [changes, access] of refusals) {
      await expect(pass(`Bearer ${token({ ...changes })}`, access)).rejects.toThrow();
    }
    await pass(`Bearer ${token()}`, ADMIN);
    const record = (userId: string, code: string) => ({
      firmId: FIRM_ID,
      action: 'ACCESS_REFUSED',
      actor: { userId, name: `User ${userId}` },
      source: '203.0.113.7',
      result: 'failure',
      details: { code, operationId: 'listUsers' },
    });
    expect(audit.events).toMatchObject([
      record('mia', 'ADMIN_REQUIRED'),
      record('ada', 'MFA_REQUIRED'),
      record('gone', 'SIGNED_OUT'),
    ]);
  });

  it('records what is asked for again and again once a minute', async () => {
    await users.put(aUser('mia', { role: 'member' }));
    const clock = new FakeClock();
    const tokens = new CognitoTokenVerifier(POOL, 'client-1', jwks);
    const onUnrecorded = (failure: unknown) => unrecorded.push(failure);
    const gate = makeGate({ tokens, users, connections, audit, clock, onUnrecorded });
    const ask = (operationId = 'listUsers') =>
      expect(gate(ADMIN, `Bearer ${token({ sub: 'mia' })}`, { ...ASKED, operationId })).rejects.toMatchObject(
        { code: 'ADMIN_REQUIRED' },
      );
    for (let time = 0; time < 10; time += 1) await ask();
    expect(audit.events).toHaveLength(1);
    await ask('startConnection');
    expect(audit.events).toHaveLength(2);
    clock.advance(61_000);
    await ask();
    expect(audit.events).toHaveLength(3);
  });

  it('refuses as it would have when that cannot be recorded, tells of it, and records the next one', async () => {
    await users.put(aUser('mia', { role: 'member' }));
    const unreachable = new Error('The audit table cannot be reached.');
    let reachable = false;
    const sometimes = {
      append: (event: AuditEvent) => (reachable ? audit.append(event) : Promise.reject(unreachable)),
    };
    const gate = makeGate({
      tokens: new CognitoTokenVerifier(POOL, 'client-1', jwks),
      users,
      connections,
      audit: sometimes,
      clock: new FakeClock(),
      onUnrecorded: (failure) => unrecorded.push(failure),
    });
    const ask = () =>
      expect(gate(ADMIN, `Bearer ${token({ sub: 'mia' })}`, ASKED)).rejects.toMatchObject({
        kind: 'forbidden',
        code: 'ADMIN_REQUIRED',
      });
    await ask();
    expect(unrecorded).toEqual([unreachable]);
    reachable = true;
    await ask();
    expect(audit.events).toHaveLength(1);
    expect(unrecorded).toHaveLength(1);
  });
});
