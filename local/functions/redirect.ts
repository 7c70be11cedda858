import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

/** From a host name, e.g. `api.xero.com`, to the base URL that answers for it. */
export type Redirects = Readonly<Record<string, string>>;

type Callback = (response: http.IncomingMessage) => void;
type Target = string | URL | https.RequestOptions;

/**
 * Makes every HTTP client of this thread (node:https, and with it axios and openid-client; fetch) talk to
 * another address when it asks for one of the hosts. Must run before the modules that use them are loaded.
 */
export function redirectRequests(redirects: Redirects): void {
  for (const [module, protocol] of [
    [http, 'http:'],
    [https, 'https:'],
  ] as const) {
    const original = module.request;
    const request = (target: Target, second?: https.RequestOptions | Callback, third?: Callback) => {
      const callback = typeof second === 'function' ? second : third;
      const options = { ...fromTarget(target), ...(typeof second === 'object' ? second : {}) };
      const host = hostOf(options);
      const base = redirects[host];
      if (base === undefined) return original({ protocol, ...options }, callback);
      return send(options, host, new URL(base), callback);
    };
    module.request = request;
    module.get = (...args: Parameters<typeof request>) => request(...args).end();
  }
  syncBuiltinESMExports();
  redirectFetch(redirects);
}

const plainRequest = http.request;

function send(
  options: https.RequestOptions,
  host: string,
  base: URL,
  callback?: Callback,
): http.ClientRequest {
  const path = `${base.pathname.replace(/\/$/, '')}${options.path ?? '/'}`;
  const request = plainRequest(
    {
      ...options,
      protocol: 'http:',
      host: base.hostname,
      hostname: base.hostname,
      port: base.port,
      path,
      agent: false, // the caller's agent speaks TLS
      createConnection: undefined,
      defaultPort: 80,
    } as http.RequestOptions,
    callback,
  );
  if (!request.headersSent) {
    request.setHeader('host', base.host);
    request.setHeader('x-forwarded-host', host);
  }
  return request;
}

function redirectFetch(redirects: Redirects): void {
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const base = redirects[url.hostname];
    if (base === undefined) return original(request);
    request.headers.set('x-forwarded-host', url.hostname);
    const moved = new URL(`${base.replace(/\/$/, '')}${url.pathname}${url.search}`);
    return original(new Request(moved, request));
  };
}

function fromTarget(target: Target): https.RequestOptions {
  if (typeof target === 'object' && !(target instanceof URL)) return target;
  const url = new URL(target);
  const auth = url.username === '' ? {} : { auth: decodeURIComponent(`${url.username}:${url.password}`) };
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    path: `${url.pathname}${url.search}`,
    ...(url.port === '' ? {} : { port: url.port }),
    ...auth,
  };
}

function hostOf(options: https.RequestOptions): string {
  return (options.hostname ?? options.host ?? '').replace(/:\d+$/, '').toLowerCase();
}
