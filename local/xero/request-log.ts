import type { Incoming } from './http.ts';

export interface LoggedRequest {
  at: number;
  method: string;
  path: string;
  /** Without codes, states and tokens. */
  query: Record<string, string>;
  /** What the request is for: `list`, `token`, `connections`, `deleteConnection`, `revocation`, …; `other` if nothing known. */
  route: string;
  tenantId?: string;
  grantType?: string;
  fault?: string;
  /** 0 until answered, and for ever if no answer left. */
  status: number;
}

const KEPT = 5000;
const SHOWN = new Set([
  'modifiedsince',
  'detailed',
  'pagesize',
  'autheventid',
  'clientuuid',
  'scope',
  'response_type',
  'acr_values',
]);

const ROUTES: [pattern: RegExp, route: string][] = [
  [/^GET \/practicemanager\/3\.1\/client\.api\/list$/, 'list'],
  [/^GET \/practicemanager\/3\.1\/client\.api\/paged-list$/, 'pagedList'],
  [/^GET \/practicemanager\/3\.1\/client\.api\/get\//, 'get'],
  [/^GET \/practicemanager\//, 'otherRead'],
  [/^POST \/connect\/token$/, 'token'],
  [/^POST \/connect\/revocation$/, 'revocation'],
  [/^GET \/connections$/, 'connections'],
  [/^DELETE \/connections\//, 'deleteConnection'],
  [/^GET \/identity\/connect\/authorize$/, 'authorize'],
  [/^GET .*\/\.well-known\//, 'discovery'],
];

/** What the app asked, so that tests and people can count it. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  begin({ method, path, query, headers, body }: Incoming, at: number): LoggedRequest {
    const tenantId = headers['xero-tenant-id'];
    const route = ROUTES.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 'other';
    const grantType = route === 'token' ? new URLSearchParams(body).get('grant_type') : null;
    const shown = [...query].filter(([name]) => SHOWN.has(name.toLowerCase()));
    const entry: LoggedRequest = {
      at,
      method,
      path,
      query: Object.fromEntries(shown),
      route,
      status: 0,
      ...(typeof tenantId === 'string' && { tenantId }),
      ...(grantType !== null && { grantType }),
    };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    return entry;
  }

  all(): LoggedRequest[] {
    return this.entries.map((entry) => ({ ...entry }));
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { route } of this.entries) counts[route] = (counts[route] ?? 0) + 1;
    return counts;
  }

  reset(): void {
    this.entries = [];
  }
}
