import type { Accounts, Connection } from './accounts.ts';
import { gatewayError, type Incoming, json, type Reply } from './http.ts';
import type { Practices } from './practices.ts';
import type { TokenMint } from './tokens.ts';

/** identity.xero.com and the connections of api.xero.com. */
export class Identity {
  private readonly parts: {
    accounts: Accounts;
    practices: Practices;
    mint: TokenMint;
    clientId: string;
    clientSecret: string;
    url: () => string;
  };

  constructor(parts: Identity['parts']) {
    this.parts = parts;
  }

  async handle(incoming: Incoming, path: string): Promise<Reply | undefined> {
    switch (`${incoming.method} ${path}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, this.discovery());
      case 'GET /.well-known/openid-configuration/jwks':
        return json(200, await this.parts.mint.jwks());
      case 'POST /connect/token':
        return this.token(incoming);
      case 'POST /connect/revocation':
        return this.revocation(incoming);
      default:
        return undefined;
    }
  }

  private discovery(): Record<string, unknown> {
    const url = this.parts.url();
    return {
      issuer: 'https://identity.xero.com',
      jwks_uri: `${url}/.well-known/openid-configuration/jwks`,
      authorization_endpoint: `${url}/identity/connect/authorize`,
      token_endpoint: `${url}/connect/token`,
      userinfo_endpoint: `${url}/connect/userinfo`,
      end_session_endpoint: `${url}/connect/endsession`,
      revocation_endpoint: `${url}/connect/revocation`,
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  private async token(incoming: Incoming): Promise<Reply> {
    const { accounts, mint } = this.parts;
    const form = new URLSearchParams(incoming.body);
    if (!this.isApp(incoming, form)) return oauthError('invalid_client');
    const type = form.get('grant_type');
    if (type !== 'authorization_code' && type !== 'refresh_token')
      return oauthError('unsupported_grant_type');
    const code =
      type === 'authorization_code'
        ? mint.redeemCode(
            form.get('code') ?? '',
            form.get('redirect_uri') ?? '',
            form.get('code_verifier') ?? '',
          )
        : undefined;
    const grant =
      code ??
      (type === 'refresh_token' ? mint.redeemRefreshToken(form.get('refresh_token') ?? '') : undefined);
    const user = accounts.all().find(({ userId }) => userId === grant?.userId);
    if (!grant || !user) return oauthError('invalid_grant');
    return json(200, await mint.issueTokens(grant, user, code?.nonce), { Pragma: 'no-cache' });
  }

  /** Ends all the user's connections to the app; an unknown token is no error (RFC 7009). */
  private revocation(incoming: Incoming): Reply {
    const form = new URLSearchParams(incoming.body);
    if (!this.isApp(incoming, form)) return oauthError('invalid_client');
    const owner = this.parts.mint.ownerOf(form.get('token') ?? '');
    if (owner !== undefined) this.parts.accounts.revokeAll(owner);
    return { status: 200, headers: { 'Cache-Control': 'no-store', 'Content-Length': '0' } };
  }

  async connections({ method, headers, query }: Incoming, id: string): Promise<Reply | undefined> {
    const { accounts } = this.parts;
    if (method !== (id === '' ? 'GET' : 'DELETE')) return undefined;
    const access = await accounts.checkBearer(headers.authorization);
    if (!access.ok) return gatewayError(401, access.detail);
    const own = accounts.connectionsOf(access.token.userId);
    if (method === 'GET') {
      const event = query.get('authEventId');
      return json(
        200,
        own
          .filter(({ authEventId }) => event === null || authEventId === event)
          .map((each) => this.connection(each)),
      );
    }
    if (own.some((connection) => connection.id === id)) {
      accounts.disconnect(id);
      return { status: 204, headers: {} };
    }
    // A tenant id in place of the connection's id is refused otherwise than an unknown id.
    return own.some(({ tenantId }) => tenantId === id)
      ? gatewayError(403, 'AuthenticationUnsuccessful')
      : gatewayError(404, null);
  }

  private connection({
    id,
    authEventId,
    tenantId,
    tenantType,
    createdAt,
    updatedAt,
    userId,
  }: Connection): Record<string, string | null> {
    const practice = this.parts.practices.all().find((each) => each.tenantId === tenantId);
    const user = this.parts.accounts.all().find((each) => each.userId === userId);
    const name = practice
      ? practice.hideName
        ? null
        : practice.name
      : (user?.organisations.find((each) => each.tenantId === tenantId)?.name ?? null);
    return {
      id,
      authEventId,
      tenantId,
      tenantType,
      tenantName: name,
      createdDateUtc: xeroDate(createdAt),
      updatedDateUtc: xeroDate(updatedAt),
    };
  }

  private isApp({ headers }: Incoming, form: URLSearchParams): boolean {
    const { clientId, clientSecret } = this.parts;
    const basic = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (basic === undefined)
      return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    const given = Buffer.from(basic, 'base64').toString();
    // RFC 6749 form-encodes both before joining them; many clients do not.
    return [String, formEncode, encodeURIComponent].some(
      (encode) => given === `${encode(clientId)}:${encode(clientSecret)}`,
    );
  }
}

const formEncode = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);

const oauthError = (error: string): Reply => json(400, { error });

/** Seven decimals and no Z. */
const xeroDate = (moment: number) => `${new Date(moment).toISOString().slice(0, -1)}0000`;
