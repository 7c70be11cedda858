import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Match } from './routes.ts';

export interface RequestFacts {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly match: Match;
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  readonly requestId: string;
  readonly now: number;
  readonly account: string;
  readonly apiId: string;
}

/** The event of an HTTP API with payload format 2.0. */
export function toEvent(facts: RequestFacts): Record<string, unknown> {
  const { request, url, body, match, claims, requestId, now, account, apiId } = facts;
  const { cookie, ...others } = request.headers;
  const headers = joinHeaders(others);
  // Whether API Gateway keeps the bytes of a text that is no UTF-8 is not documented; here they stay whole.
  const isText = isTextType(headers['content-type']) && isUtf8(body);
  const domainName = headers.host ?? url.host;
  const query = joinQuery(url.searchParams);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: {
      ...headers,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp]
        .filter((each) => each !== undefined)
        .join(', '),
      'x-forwarded-port': url.port,
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(match.parameters).length === 0 ? {} : { pathParameters: match.parameters }),
    requestContext: {
      accountId: account,
      apiId,
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: claimTexts(claims), scopes: null } } }),
      domainName,
      domainPrefix: domainName.split(/[.:]/)[0],
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Content types that API Gateway hands over as text; all others arrive in base64. */
function isTextType(contentType = ''): boolean {
  return /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.-]+\+(json|xml)\b)/i.test(
    contentType,
  );
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
}

function joinQuery(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...parameters.keys()].map((key) => [key, parameters.getAll(key).join(',')]));
}

/** API Gateway knows claims as texts only; a list becomes `[a b]`. */
function claimTexts(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (Array.isArray(value)) return [name, `[${value.map(String).join(' ')}]`];
      return [name, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}

function commonLogTime(now: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}
