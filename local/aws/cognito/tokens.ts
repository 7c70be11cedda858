import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import type { Collection, StateStore } from '../../state-store.ts';
import { AwsError } from '../service.ts';
import type { Directory } from './directory.ts';
import { notAuthorized } from './operation.ts';
import { type ClientDefinition, type Grant, GrantSchema, type User } from './pool.ts';
import { SELF_SERVICE_SCOPE, type Triggers, type TokenTrigger } from './triggers.ts';

const KeySchema = z.object({ kid: z.string(), privatePem: z.string(), simulationKey: z.string() });
type StoredKey = z.infer<typeof KeySchema>;

const AccessClaimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  client_id: z.string(),
  origin_jti: z.string(),
  token_use: z.literal('access'),
  exp: z.number(),
  scope: z.string().default(''),
});
type AccessClaims = z.infer<typeof AccessClaimsSchema>;

/** The key set as published at `<issuer>/.well-known/jwks.json`. */
export type Jwks = {
  keys: { alg: 'RS256'; e: string; kid: string; kty: 'RSA'; n: string; use: 'sig' }[];
};

export class Tokens {
  private readonly region: string;
  private readonly directory: Directory;
  private readonly triggers: Triggers;
  private readonly keys: Collection<StoredKey>;
  private readonly grants: Collection<Grant>;

  constructor(state: StateStore, region: string, directory: Directory, triggers: Triggers) {
    this.region = region;
    this.directory = directory;
    this.triggers = triggers;
    this.keys = state.collection('cognito-keys', KeySchema);
    this.grants = state.collection('cognito-grants', GrantSchema);
    for (const [id, grant] of this.grants.entries()) {
      if (grant.expiresAt <= directory.now()) this.grants.delete(id);
    }
  }

  issuerOf(userPoolId: string): string {
    return `https://cognito-idp.${this.region}.amazonaws.com/${userPoolId}`;
  }

  /** Made once per pool and kept, so that tokens outlive a restart. */
  keyOf(userPoolId: string): StoredKey {
    const stored = this.keys.get(userPoolId);
    if (stored) return stored;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const made = {
      kid: randomBytes(32).toString('base64'),
      privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      simulationKey: randomBytes(32).toString('hex'),
    };
    this.keys.set(userPoolId, made);
    return made;
  }

  jwks(userPoolId: string): Jwks {
    const { kid } = this.keyOf(userPoolId);
    const { n = '', e = '' } = this.publicKey(userPoolId).export({ format: 'jwk' });
    return { keys: [{ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' }] };
  }

  async signIn(
    user: User,
    client: ClientDefinition,
    trigger: TokenTrigger,
  ): Promise<Record<string, unknown>> {
    const originJti = randomUUID();
    const secret = randomBytes(48).toString('base64url');
    const authTime = Math.floor(this.directory.now() / 1000);
    const result = await this.issue(user, client, originJti, authTime, trigger);
    this.grants.set(originJti, {
      poolId: user.poolId,
      sub: user.sub,
      clientId: client.clientId,
      authTime,
      refreshHash: sha256(secret),
      expiresAt: this.directory.now() + client.refreshTokenDays * 86_400_000,
    });
    return { ...result, RefreshToken: `${originJti}.${secret}` };
  }

  async refresh(refreshToken: string, clientId: string): Promise<Record<string, unknown>> {
    const { pool, client } = this.directory.client(clientId);
    const [originJti, grant] = this.grantOf(refreshToken);
    if (grant?.clientId !== clientId) throw notAuthorized('Invalid Refresh Token');
    if (grant.expiresAt <= this.directory.now()) throw notAuthorized('Refresh Token has expired');
    const user = this.directory.get(pool.userPoolId, grant.sub);
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return this.issue(user, client, originJti, grant.authTime, 'TokenGeneration_RefreshTokens');
  }

  revoke(refreshToken: string, clientId: string): void {
    if (refreshToken.split('.').length === 3) {
      throw new AwsError('UnsupportedTokenTypeException', 'Unsupported token type');
    }
    const [originJti, grant] = this.grantOf(refreshToken);
    if (!grant) return;
    if (grant.clientId !== clientId) throw new AwsError('UnauthorizedException', 'Client is not authorized');
    this.grants.delete(originJti);
  }

  revokeAll(user: User): void {
    for (const [id, { poolId, sub }] of this.grants.entries()) {
      if (poolId === user.poolId && sub === user.sub) this.grants.delete(id);
    }
  }

  /** Who calls a user-scoped operation. */
  authenticate(accessToken: string): User {
    const claims = this.verified(accessToken);
    if (!claims) throw notAuthorized('Invalid Access Token');
    const poolId = claims.iss.slice(claims.iss.lastIndexOf('/') + 1);
    if (claims.exp * 1000 <= this.directory.now()) throw notAuthorized('Access Token has expired');
    if (!this.grants.get(claims.origin_jti)) throw notAuthorized('Access Token has been revoked');
    if (!claims.scope.split(' ').includes(SELF_SERVICE_SCOPE)) {
      throw notAuthorized('Access Token does not have required scopes');
    }
    const user = this.directory.get(poolId, claims.sub);
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return user;
  }

  private async issue(
    user: User,
    client: ClientDefinition,
    originJti: string,
    authTime: number,
    trigger: TokenTrigger,
  ): Promise<Record<string, unknown>> {
    const iat = Math.floor(this.directory.now() / 1000);
    const common = {
      sub: user.sub,
      iss: this.issuerOf(user.poolId),
      origin_jti: originJti,
      event_id: randomUUID(),
      auth_time: authTime,
      iat,
    };
    const { email_verified, ...attributes } = user.attributes;
    const idClaims = {
      ...attributes,
      ...(email_verified === undefined ? {} : { email_verified: email_verified === 'true' }),
      'cognito:username': user.sub,
      ...common,
      aud: client.clientId,
      token_use: 'id',
      exp: iat + (client.idTokenMinutes ?? 60) * 60,
      jti: randomUUID(),
    };
    const accessClaims = {
      ...common,
      client_id: client.clientId,
      token_use: 'access',
      exp: iat + client.accessTokenMinutes * 60,
      jti: randomUUID(),
      username: user.sub,
    };
    const final = await this.triggers.beforeTokens(user, client, trigger, idClaims, accessClaims);
    return {
      AccessToken: this.sign(user.poolId, final.access),
      ExpiresIn: client.accessTokenMinutes * 60,
      IdToken: this.sign(user.poolId, final.id),
      TokenType: 'Bearer',
    };
  }

  private grantOf(refreshToken: string): [string, Grant | undefined] {
    const [originJti = '', secret = ''] = refreshToken.split('.');
    const grant = this.grants.get(originJti);
    return [originJti, grant?.refreshHash === sha256(secret) ? grant : undefined];
  }

  private publicKey(userPoolId: string): KeyObject {
    return createPublicKey(this.keyOf(userPoolId).privatePem);
  }

  private sign(userPoolId: string, claims: Record<string, unknown>): string {
    const { kid, privatePem } = this.keyOf(userPoolId);
    const signed = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privatePem).toString('base64url')}`;
  }

  private verified(token: string): AccessClaims | undefined {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = AccessClaimsSchema.safeParse(decode(payload));
    if (!claims.success) return undefined;
    const poolId = claims.data.iss.slice(claims.data.iss.lastIndexOf('/') + 1);
    if (!this.keys.get(poolId)) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    const genuine = verify('RSA-SHA256', signed, this.publicKey(poolId), Buffer.from(signature, 'base64url'));
    return genuine ? claims.data : undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
