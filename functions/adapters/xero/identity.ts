import { Issuer, custom } from 'openid-client';
import { XeroClient } from 'xero-node';
import * as z from 'zod';
import type { TokenSet, XeroConnection, XeroIdentity } from '#domain/connection/ports.ts';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import type { DomainError } from '#domain/errors.ts';
import type { Clock } from '#domain/system.ts';
import type { TokenAnswer } from './answers.ts';
import { readConnections, readTokens } from './answers.ts';
import { connectionsRequest } from './connections-request.ts';
import { fromConnections, fromTokenEndpoint, isGone } from './errors.ts';
import { DEADLINE_MILLISECONDS, withinLimits } from './limits.ts';

/** The app that Xero registered: one for the whole installation. */
export const XeroAppSchema = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Xero documents PKCE for apps without a secret only (reference xpm-api.md, 4.3): the way out, should it refuse it. */
  pkce: z.boolean().default(true),
});
export type XeroApp = z.infer<typeof XeroAppSchema>;

/** Written down instead of discovered: one request less before each use, and one host less to believe. */
const XERO = new Issuer({
  issuer: 'https://identity.xero.com',
  authorization_endpoint: 'https://login.xero.com/identity/connect/authorize',
  token_endpoint: 'https://identity.xero.com/connect/token',
  revocation_endpoint: 'https://identity.xero.com/connect/revocation',
});

export interface XeroIdentityOptions {
  redirectUri: string;
  /** Space separated, e.g. `offline_access practicemanager.client.read`. */
  scopes: string;
  deadlineMilliseconds?: number;
}

/**
 * Xero's OAuth side through xero-node. A new client for every call: it keeps tokens to itself, and
 * printed it would show the app's secret, so none outlives its call and none is ever logged.
 */
export class XeroNodeIdentity implements XeroIdentity {
  constructor(
    private readonly app: { read(): Promise<XeroApp> },
    private readonly options: XeroIdentityOptions,
    private readonly clock: Clock,
  ) {}

  // These two go to the library below xero-node, which itself sends no PKCE (ADR 0001).
  async consentUrl(state: string, codeChallenge: string): Promise<string> {
    const { redirectUri, scopes } = this.options;
    const { pkce } = await this.app.read();
    const { openIdClient } = await this.#client();
    return openIdClient.authorizationUrl({
      redirect_uri: redirectUri,
      scope: scopes,
      state,
      ...(pkce ? { code_challenge: codeChallenge, code_challenge_method: 'S256' } : {}),
    });
  }

  async exchange(code: string, codeVerifier: string): Promise<TokenSet> {
    const { pkce } = await this.app.read();
    const { openIdClient } = await this.#client();
    // The caller has checked the state already, and consumed it.
    const checks = pkce ? { code_verifier: codeVerifier } : {};
    return this.#tokens(() => openIdClient.oauthCallback(this.options.redirectUri, { code }, checks));
  }

  async refresh({ refreshToken }: TokenSet): Promise<TokenSet> {
    const client = await this.#client();
    client.setTokenSet({ access_token: 'none', refresh_token: refreshToken });
    return this.#tokens(() => client.refreshToken());
  }

  async connections(accessToken: string): Promise<XeroConnection[]> {
    const client = await this.#client();
    client.setTokenSet({ access_token: accessToken });
    // `false`: the details of organisations are an accounting API, which a practice has not.
    return this.#bounded(async () => readConnections(await client.updateTenants(false)), fromConnections);
  }

  async deleteConnection(accessToken: string, connectionId: string): Promise<void> {
    // Nothing, or dots alone, would name another address than that of a connection.
    if (!/\w/.test(connectionId)) throw new XeroUnavailableError();
    const client = await this.#client();
    client.setTokenSet({ access_token: accessToken });
    await this.#bounded(
      () =>
        client.disconnect(encodeURIComponent(connectionId)).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        }),
      fromConnections,
    );
  }

  async revoke(refreshToken: string): Promise<void> {
    const client = await this.#client();
    client.setTokenSet({ access_token: 'none', refresh_token: refreshToken });
    await this.#bounded(() => client.revokeToken(), fromTokenEndpoint);
  }

  async #client(): Promise<XeroClient> {
    const { clientId, clientSecret } = await this.app.read();
    const { redirectUri, scopes, deadlineMilliseconds = DEADLINE_MILLISECONDS } = this.options;
    const client = new XeroClient({
      clientId,
      clientSecret,
      redirectUris: [redirectUri],
      scopes: scopes.split(' '),
      state: 'unused',
    });
    client.openIdClient = new XERO.Client({
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      response_types: ['code'],
    });
    client.openIdClient[custom.http_options] = () => ({ timeout: deadlineMilliseconds });
    // It would ask for connections with axios, which is 255 KB of every bundle and half of their start.
    Object.assign(client, {
      queryApi: async (method: string, address: string) => ({
        body: await connectionsRequest(method, address, client.readTokenSet().access_token ?? ''),
      }),
    });
    return client;
  }

  async #tokens(ask: () => Promise<unknown>): Promise<TokenSet> {
    // Counted from before the request, so that a slow answer never makes a token look younger than it is.
    const askedAt = this.clock.now().getTime();
    const answer: TokenAnswer = await this.#bounded(async () => readTokens(await ask()), fromTokenEndpoint);
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      accessTokenExpiresAt: new Date(askedAt + answer.expires_in * 1000),
    };
  }

  async #bounded<T>(work: () => Promise<T>, translate: (error: unknown) => DomainError): Promise<T> {
    try {
      return await withinLimits(work, this.options.deadlineMilliseconds);
    } catch (error) {
      throw translate(error);
    }
  }
}
