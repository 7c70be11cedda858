import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { InvokeFunction } from '../aws/service.ts';
import { BodyTooLargeError, readBody } from './body.ts';
import { applyCors } from './cors.ts';
import type { CorsRules } from './cors.ts';
import { toEvent } from './event.ts';
import { authorize } from './jwt-authorizer.ts';
import { writeMessage, writeResult } from './result.ts';
import type { Match, RouteTable } from './routes.ts';

export interface HttpApiOptions {
  readonly apiId: string;
  readonly account: string;
  readonly routes: RouteTable;
  readonly cors: CorsRules | undefined;
  readonly invoke: InvokeFunction;
  readonly jwksOf: (issuer: string) => JSONWebKeySet | Promise<JSONWebKeySet>;
  readonly now: () => number;
  /** Applied to text bodies and to Location, e.g. to send a browser to a stand-in instead of the real host. */
  readonly rewriteBody?: ((text: string) => string) | undefined;
  /** Answers what no route matches outside /api, e.g. the portal's files. */
  readonly fallback?: RequestListener | undefined;
}

const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const TIMEOUT = Symbol('timeout');

/** API Gateway's HTTP API in front of the functions. */
export function httpApi(options: HttpApiOptions): RequestListener {
  return (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof BodyTooLargeError) writeMessage(response, 413, 'Request Entity Too Large');
      else writeMessage(response, 500, 'Internal Server Error');
    });
  };
}

async function serve(
  options: HttpApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
  const match = options.routes.match(request.method ?? 'GET', url.pathname);
  if (match === undefined && !/^\/api(\/|$)/.test(url.pathname) && options.fallback !== undefined) {
    options.fallback(request, response);
    return;
  }
  const requestId = randomUUID();
  response.setHeader('apigw-requestid', requestId);
  if (options.cors !== undefined && applyCors(options.cors, request, response)) return;
  if (match === undefined) {
    request.resume();
    writeMessage(response, 404, 'Not Found');
    return;
  }
  await answer(options, match, { request, url, requestId }, response);
}

async function answer(
  options: HttpApiOptions,
  match: Match,
  { request, url, requestId }: { request: IncomingMessage; url: URL; requestId: string },
  response: ServerResponse,
): Promise<void> {
  const now = options.now();
  const body = await readBody(request, BODY_LIMIT_BYTES);
  const verdict = await authorize(match.route, request.headers.authorization, options.jwksOf, now);
  if (!verdict.allowed) {
    if (verdict.status === 401) response.setHeader('www-authenticate', 'Bearer');
    writeMessage(response, verdict.status, verdict.status === 401 ? 'Unauthorized' : 'Forbidden');
    return;
  }
  const event = toEvent({
    request,
    url,
    body,
    match,
    claims: verdict.claims,
    requestId,
    now,
    account: options.account,
    apiId: options.apiId,
  });
  const result = await within(match.route.timeoutMs, options.invoke(match.route.functionArn, event));
  if (result === TIMEOUT) writeMessage(response, 503, 'Service Unavailable');
  else writeResult(response, result, options.rewriteBody ?? ((text) => text));
}

async function within(limitMs: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(() => resolve(TIMEOUT), limitMs);
  });
  work.catch(() => undefined); // after a time-out nobody else listens
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
