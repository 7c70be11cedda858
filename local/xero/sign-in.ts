import { randomBytes } from 'node:crypto';
import type { Accounts } from './accounts.ts';
import { html, type Incoming, redirect, type Reply } from './http.ts';
import { consentPage, errorPage, loginPage } from './pages.ts';
import type { Practices } from './practices.ts';
import type { TokenMint } from './tokens.ts';

const PARTS = [
  'practicemanager',
  ...['client', 'job', 'staff', 'time'].map((part) => `practicemanager.${part}`),
];
const SCOPES = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
  ...PARTS.flatMap((scope) => [scope, `${scope}.read`]),
]);

interface AuthorizeRequest {
  redirectUri: string;
  scopes: string[];
  state: string | null;
  nonce: string | null;
  challenge: string | null;
}

/** What a person sees at Xero: log in, choose a practice, allow or cancel. Faulty requests end on a page of Xero's, never at the app. */
export class SignIn {
  private readonly tickets = new Map<string, string>();
  private readonly parts: {
    accounts: Accounts;
    practices: Practices;
    mint: TokenMint;
    clientId: string;
    appName: string;
    redirectUris: () => string[];
  };

  constructor(parts: SignIn['parts']) {
    this.parts = parts;
  }

  handle({ method, path, query, body }: Incoming): Reply | undefined {
    if (method === 'GET' && path === '/connect/authorize') return this.authorize(query);
    if (method !== 'POST') return undefined;
    const form = new URLSearchParams(body);
    if (path === '/login') return this.login(form);
    return path === '/consent' ? this.consent(form) : undefined;
  }

  private authorize(query: URLSearchParams): Reply {
    const request = this.check(query);
    return typeof request === 'string'
      ? html(500, errorPage(request))
      : html(200, loginPage(query.toString(), this.parts.accounts.all()));
  }

  private login(form: URLSearchParams): Reply {
    const { accounts, practices, appName } = this.parts;
    const query = form.get('request') ?? '';
    const request = this.check(new URLSearchParams(query));
    if (typeof request === 'string') return html(500, errorPage(request));
    const user = accounts.signIn(form.get('email') ?? '');
    if (!user) return html(200, loginPage(query, accounts.all(), 'Your email or password is incorrect'));
    const ticket = randomBytes(16).toString('hex');
    this.tickets.set(ticket, user.email);
    return html(
      200,
      consentPage({
        request: query,
        ticket,
        app: appName,
        user,
        choices: accounts.choices(user, practices.all()),
        scopes: request.scopes,
      }),
    );
  }

  private consent(form: URLSearchParams): Reply {
    const { accounts, practices, mint } = this.parts;
    const query = form.get('request') ?? '';
    const request = this.check(new URLSearchParams(query));
    if (typeof request === 'string') return html(500, errorPage(request));
    const ticket = form.get('ticket') ?? '';
    const user = accounts.signIn(this.tickets.get(ticket) ?? '');
    if (!user) return html(200, loginPage(query, accounts.all(), 'Please log in again'));
    this.tickets.delete(ticket);
    if (form.get('action') !== 'allow') return back(request, { error: 'access_denied' });
    const choice = accounts
      .choices(user, practices.all())
      .find(({ tenantId }) => tenantId === form.get('tenantId'));
    if (!choice) return html(200, loginPage(query, accounts.all(), 'That practice cannot be connected'));
    const { redirectUri, nonce, challenge } = request;
    const { code, authEventId } = mint.issueCode(user, request.scopes, {
      redirectUri,
      nonce: nonce ?? undefined,
      challenge: challenge ?? undefined,
    });
    accounts.connect(user.userId, choice, authEventId);
    return back(request, { code, scope: request.scopes.join(' ') });
  }

  /** The request, or why Xero would show its error page. */
  private check(query: URLSearchParams): AuthorizeRequest | string {
    const redirectUri = query.get('redirect_uri') ?? '';
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (query.get('client_id') !== this.parts.clientId)
      return "We didn't recognise the app asking for access (client_id: unauthorized_client)";
    if (!this.parts.redirectUris().includes(redirectUri) || !isAllowed(redirectUri))
      return 'The redirect URI is not registered for this app (invalid redirect_uri)';
    if (query.get('response_type') !== 'code')
      return 'The response type is not supported (unsupported_response_type)';
    if (scopes.length === 0 || scopes.some((scope) => !SCOPES.has(scope)))
      return "You've requested an invalid scope (invalid_scope)";
    const challenge = query.get('code_challenge');
    if (challenge !== null && query.get('code_challenge_method') !== 'S256')
      return 'The code challenge method is not supported (invalid_request)';
    return { redirectUri, scopes, state: query.get('state'), nonce: query.get('nonce'), challenge };
  }
}

/** Xero takes https anywhere and http only for localhost by that name. */
function isAllowed(redirectUri: string): boolean {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
}

function back({ redirectUri, state }: AuthorizeRequest, parameters: Record<string, string>): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...parameters, ...(state !== null && { state }) }))
    url.searchParams.set(name, value);
  return redirect(url.href);
}
