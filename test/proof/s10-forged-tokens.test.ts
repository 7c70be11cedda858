import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { describe, expect, it } from 'vitest';
import { CognitoTokenVerifier } from '#adapters/jwt/cognito-token-verifier.ts';
import { makeGate } from '#domain/access/gate.ts';
import { DomainError } from '#domain/errors.ts';
import { httpEntry } from '#runtime/http.ts';
import { contracts } from '../../functions/api/registry.ts';
import type { ApiContract } from '../../functions/api/api-contract.ts';
import { aUser, FIRM_ID } from '../support/builders.ts';
import { InMemoryAuditLog } from '../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../support/fakes/connection-repository.ts';
import { InMemoryUserRepository } from '../support/fakes/user-repository.ts';
import { FakeClock } from '../support/fakes/system.ts';
import { httpEvent, lambdaContext } from '../support/lambda-context.ts';
import { promise } from '../support/promise.ts';

const routes = Object.entries<ApiContract>(contracts).filter(([, { access }]) => access.auth === 'user');
const S10 = promise('S10', 'no route takes a token that is not an access token of our own', { floor: 750 });

const POOL = 'ap-southeast-2_Example01';
const CLIENT = 'client-1';
const ISSUER = `https://cognito-idp.ap-southeast-2.amazonaws.com/${POOL}`;
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const ours = pair();
const theirs = pair();
const jwkOf = (key: KeyObject, kid: string) => ({
  ...key.export({ format: 'jwk' }),
  ...{ kty: 'RSA', kid, use: 'sig', alg: 'RS256' },
});
const published = JSON.stringify({ keys: [jwkOf(ours.publicKey, 'k1')] });
const behind = () => Promise.reject(new DomainError('conflict', 'REACHED', 'Behind the gate.'));
const jwks = new SimpleJwksCache({
  fetcher: { fetch: () => Promise.resolve(new TextEncoder().encode(published).buffer) },
});

const now = Math.floor(Date.now() / 1000);
const CLAIMS = {
  ...{ sub: 'ada', iss: ISSUER, client_id: CLIENT, token_use: 'access', scope: 'openid' },
  ...{ exp: now + 3600, iat: now - 1, auth_time: now - 1, firm: FIRM_ID, role: 'admin', mfa: '1' },
};
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Forgery {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject;
}

function token({ claims = {}, header = {}, key = ours.privateKey }: Forgery = {}): string {
  const content = `${encode({ alg: 'RS256', kid: 'k1', ...header })}.${encode({ ...CLAIMS, ...claims })}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

/** Signed with what everybody may know, as if it were a shared secret. */
function withPublicKeyAsSecret(): string {
  const content = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(CLAIMS)}`;
  const secret = ours.publicKey.export({ type: 'spki', format: 'pem' });
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

const [head = '', , signature = ''] = token().split('.');
const FORGED: Record<string, string> = {
  'no token at all': 'abc',
  expired: token({ claims: { exp: now - 10 } }),
  'without exp': token({ claims: { exp: undefined } }),
  'without iat': token({ claims: { iat: undefined } }),
  'without auth_time': token({ claims: { auth_time: undefined } }),
  'issued in the future': token({ claims: { iat: now + 3600, exp: now + 7200 } }),
  'issued in ten years': token({ claims: { iat: now + 315_360_000, exp: now + 315_363_600 } }),
  'of a sign-in in the future': token({ claims: { auth_time: now + 3600 } }),
  'not yet valid': token({ claims: { nbf: now + 3600 } }),
  'exp in words': token({ claims: { exp: String(now + 3600) } }),
  'an id token': token({ claims: { token_use: 'id', aud: CLIENT, client_id: undefined } }),
  'an id token that names the client too': token({ claims: { token_use: 'id', aud: CLIENT } }),
  'of another client': token({ claims: { client_id: 'client-2' } }),
  'of another pool': token({ claims: { iss: `${ISSUER}x` } }),
  'of another issuer': token({ claims: { iss: 'https://accounts.example.com' } }),
  'without a firm': token({ claims: { firm: undefined } }),
  'of a firm that is no id': token({ claims: { firm: `${FIRM_ID}#USER` } }),
  'without a person': token({ claims: { sub: undefined } }),
  'with alg none': `${encode({ alg: 'none', kid: 'k1' })}.${encode(CLAIMS)}.`,
  'with alg None and a signature': `${encode({ alg: 'None', kid: 'k1' })}.${encode(CLAIMS)}.${signature}`,
  'with HS256 and the public key': withPublicKeyAsSecret(),
  'with RS512 in the header': token({ header: { alg: 'RS512' } }),
  'without kid': token({ header: { kid: undefined } }),
  'with an unknown kid': token({ header: { kid: 'k2' } }),
  'with a key of its own in the header': token({
    header: { jwk: jwkOf(theirs.publicKey, 'k1') },
    key: theirs.privateKey,
  }),
  'with the address of its own keys': token({
    header: { jku: 'https://evil.example/jwks.json' },
    key: theirs.privateKey,
  }),
  'signed by somebody else': token({ key: theirs.privateKey }),
  'with another payload': `${head}.${encode({ ...CLAIMS, sub: 'eve' })}.${signature}`,
  'without a signature': token().replace(/\.[^.]*$/, '.'),
  'of two parts': token().replace(/\.[^.]*$/, ''),
  'of four parts': `${token()}.x`,
  'with a cut signature': token().slice(0, -12),
};

describe('every route', () => {
  it(`refuses ${String(Object.keys(FORGED).length)} forged tokens, and takes the genuine one`, async () => {
    const users = new InMemoryUserRepository();
    for (const userId of ['ada', 'eve']) await users.put(aUser(userId));
    const tokens = new CognitoTokenVerifier(POOL, CLIENT, jwks);
    const connections = new InMemoryConnectionRepository();
    const clock = new FakeClock();
    const gate = makeGate({
      ...{ tokens, users, connections, audit: new InMemoryAuditLog(), clock },
      onUnrecorded: () => undefined,
    });
    const accepted: string[] = [];
    for (const [folder, contract] of routes) {
      const entry = httpEntry(contract, behind, gate);
      const send = (value: string) =>
        entry(httpEvent({ query: 'no=1', headers: { authorization: `Bearer ${value}` } }), lambdaContext());
      for (const [forgery, value] of Object.entries(FORGED)) {
        const { statusCode, body = '' } = await send(value);
        if (statusCode !== 401 || !body.includes('"SIGNED_OUT"')) accepted.push(`${folder}: ${forgery}`);
        S10.held();
      }
      expect({ folder, status: (await send(token())).statusCode }).not.toEqual({ folder, status: 401 });
    }
    expect(accepted).toEqual([]);
    expect(routes.length).toBeGreaterThanOrEqual(33);
    S10.figure('forged tokens', Object.keys(FORGED).length);
  });
});
