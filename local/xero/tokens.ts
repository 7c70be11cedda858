import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import type { Settings, User } from './model.ts';

const ISSUER = 'https://identity.xero.com';
const AUDIENCE = `${ISSUER}/resources`;
const CODE_LIFE = 5 * 60_000;
const REFRESH_LIFE = 60 * 86_400_000;
const REFRESH_GRACE = 30 * 60_000;
const ID_TOKEN_SECONDS = 300;

const GrantSchema = z.object({
  userId: z.string(),
  scopes: z.array(z.string()),
  authEventId: z.string(),
  authTime: z.number(),
  sessionId: z.string(),
});
export type Grant = z.infer<typeof GrantSchema>;

const CodeSchema = GrantSchema.extend({
  redirectUri: z.string(),
  nonce: z.string().optional(),
  challenge: z.string().optional(),
  expiresAt: z.number(),
});
type Code = z.infer<typeof CodeSchema>;

const RefreshSchema = GrantSchema.extend({ expiresAt: z.number(), usedAt: z.number().optional() });

const ClaimsSchema = z.object({
  xero_userid: z.string(),
  scope: z.array(z.string()),
  authentication_event_id: z.string(),
  jti: z.string(),
});

export interface AccessToken {
  userId: string;
  scopes: string[];
  authEventId: string;
}

/** Issues and checks codes, access tokens, id tokens and refresh tokens. */
export class TokenMint {
  private readonly codes: Collection<Code>;
  private readonly refreshTokens: Collection<z.infer<typeof RefreshSchema>>;
  private readonly granted: Collection<string[]>;
  private readonly key: Promise<{ secret: JWK; open: JWK }>;
  private readonly clientId: string;
  private readonly now: () => number;
  private readonly settings: () => Settings;

  constructor(state: StateStore, clientId: string, now: () => number, settings: () => Settings) {
    this.codes = state.collection('xero-codes', CodeSchema);
    this.refreshTokens = state.collection('xero-refresh-tokens', RefreshSchema);
    this.granted = state.collection('xero-granted-scopes', z.array(z.string()));
    this.key = signingKey(state);
    this.clientId = clientId;
    this.now = now;
    this.settings = settings;
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    return { keys: [(await this.key).open] };
  }

  /** Scopes add up over a user's consents until the grant is revoked. */
  issueCode(
    user: User,
    scopes: string[],
    request: Pick<Code, 'redirectUri' | 'nonce' | 'challenge'>,
  ): { code: string; authEventId: string } {
    const all = [...new Set([...scopes, ...(this.granted.get(user.userId) ?? [])])];
    this.granted.set(user.userId, all);
    const now = this.now();
    const code = randomBytes(32).toString('base64url');
    const grant = {
      userId: user.userId,
      scopes: all,
      authEventId: randomUUID(),
      authTime: Math.floor(now / 1000),
      sessionId: randomBytes(16).toString('hex'),
    };
    this.codes.set(code, { ...grant, ...request, expiresAt: now + CODE_LIFE });
    return { code, authEventId: grant.authEventId };
  }

  redeemCode(code: string, redirectUri: string, verifier: string): Code | undefined {
    const found = this.codes.get(code);
    this.codes.delete(code);
    const proven =
      found?.challenge === undefined ||
      found.challenge === createHash('sha256').update(verifier).digest('base64url');
    return found && found.redirectUri === redirectUri && found.expiresAt > this.now() && proven
      ? found
      : undefined;
  }

  /** A used token may be tried again for half an hour, in case its answer was lost. */
  redeemRefreshToken(token: string): Grant | undefined {
    const found = this.refreshTokens.get(token);
    const now = this.now();
    if (
      !found ||
      found.expiresAt <= now ||
      (found.usedAt !== undefined && now - found.usedAt > REFRESH_GRACE)
    )
      return undefined;
    if (found.usedAt === undefined) this.refreshTokens.set(token, { ...found, usedAt: now });
    return GrantSchema.parse(found);
  }

  ownerOf(refreshToken: string): string | undefined {
    return this.refreshTokens.get(refreshToken)?.userId;
  }

  revokeAll(userId: string): void {
    this.granted.delete(userId);
    for (const [token, { userId: owner }] of this.refreshTokens.entries())
      if (owner === userId) this.refreshTokens.delete(token);
    for (const [code, { userId: owner }] of this.codes.entries())
      if (owner === userId) this.codes.delete(code);
  }

  async issueTokens(grant: Grant, user: User, nonce?: string): Promise<Record<string, string | number>> {
    const { accessTokenSeconds, expiredUpTo } = this.settings();
    const { secret } = await this.key;
    const issuedAt = Math.max(this.now(), expiredUpTo + 1);
    const seconds = Math.floor(this.now() / 1000);
    const person = {
      sub: createHash('md5').update(user.userId).digest('hex'),
      auth_time: grant.authTime,
      xero_userid: user.userId,
      global_session_id: grant.sessionId,
    };
    const sign = async (claims: Record<string, unknown>, audience: string, life: number) =>
      new SignJWT({ nbf: seconds, exp: seconds + life, iss: ISSUER, aud: audience, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: secret.kid ?? '', typ: 'JWT', x5t: secret.x5t ?? '' })
        .sign(await importJWK(secret, 'RS256'));
    // The issue time in the id lets "expire all tokens now" tell tokens of one second apart.
    const jti = `${issuedAt.toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`.toUpperCase();
    const scope = grant.scopes;
    const access = await sign(
      { client_id: this.clientId, ...person, jti, authentication_event_id: grant.authEventId, scope },
      AUDIENCE,
      accessTokenSeconds,
    );
    const [given = '', ...family] = user.name.split(' ');
    const identity = {
      iat: seconds,
      at_hash: createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url'),
      ...person,
      sid: grant.sessionId,
      ...(nonce !== undefined && { nonce }),
      ...(scope.includes('profile') && {
        preferred_username: user.email,
        name: user.name,
        given_name: given,
        family_name: family.join(' '),
      }),
      ...(scope.includes('email') && { email: user.email }),
    };
    return {
      ...(scope.includes('openid') && { id_token: await sign(identity, this.clientId, ID_TOKEN_SECONDS) }),
      access_token: access,
      expires_in: accessTokenSeconds,
      token_type: 'Bearer',
      ...(scope.includes('offline_access') && { refresh_token: this.issueRefreshToken(grant) }),
      scope: scope.join(' '),
    };
  }

  async verify(token: string): Promise<AccessToken | { expiredAt: number } | 'unknown'> {
    const { open } = await this.key;
    try {
      const options = { issuer: ISSUER, audience: AUDIENCE, currentDate: new Date(this.now()) };
      const claims = ClaimsSchema.parse(
        (await jwtVerify(token, await importJWK(open, 'RS256'), options)).payload,
      );
      if (Number.parseInt(claims.jti.slice(0, 12), 16) <= this.settings().expiredUpTo)
        return { expiredAt: this.settings().expiredUpTo };
      return {
        userId: claims.xero_userid,
        scopes: claims.scope,
        authEventId: claims.authentication_event_id,
      };
    } catch (error) {
      return error instanceof errors.JWTExpired ? { expiredAt: (error.payload.exp ?? 0) * 1000 } : 'unknown';
    }
  }

  private issueRefreshToken({ userId, scopes, authEventId, authTime, sessionId }: Grant): string {
    for (const [old, { expiresAt, usedAt = Infinity }] of this.refreshTokens.entries()) {
      if (expiresAt <= this.now() || this.now() - usedAt > REFRESH_GRACE) this.refreshTokens.delete(old);
    }
    const token = randomBytes(32).toString('base64url');
    this.refreshTokens.set(token, {
      userId,
      scopes,
      authEventId,
      authTime,
      sessionId,
      expiresAt: this.now() + REFRESH_LIFE,
    });
    return token;
  }
}

/** Made once per state, so that tokens outlive a restart; not awaited at start, as making it takes a moment. */
async function signingKey(state: StateStore): Promise<{ secret: JWK; open: JWK }> {
  const keys = state.collection('xero-signing-key', z.record(z.string(), z.string()));
  const stored = keys.get('key');
  const secret: JWK =
    stored ?? (await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey));
  const kid = (await calculateJwkThumbprint(secret)).slice(0, 32);
  const x5t = createHash('sha1').update(kid).digest('base64url');
  const { kty = 'RSA', n = '', e = '', d = '', p = '', q = '', dp = '', dq = '', qi = '' } = secret;
  if (!stored) keys.set('key', { kty, n, e, d, p, q, dp, dq, qi });
  return { secret: { ...secret, kty, kid, x5t }, open: { kty, n, e, kid, x5t, use: 'sig', alg: 'RS256' } };
}
