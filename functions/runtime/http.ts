import middy from '@middy/core';
import type * as z from 'zod';
import type { Access } from '#domain/access/access.ts';
import type { Admission, Gate } from '#domain/access/gate.ts';
import { describeError } from './describe-error.ts';
import { toHttpFailure } from './errors-to-http.ts';
import type { HttpEvent, HttpResult } from './http-event.ts';
import { HttpEventSchema } from './http-event.ts';
import { LogEvent } from './log-events.ts';
import { logger } from './logger.ts';
import type { MediaType } from './media-types.ts';
import { contentTypeOf } from './media-types.ts';
import type { ParsedRequest, RequestShape } from './parse-request.ts';
import { parseRequest } from './parse-request.ts';

interface Contract<
  Path extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
> extends RequestShape<Path, Query, Body> {
  operationId: string;
  access: Access;
  success: Success<Response>;
}

interface Success<Response extends z.ZodType> {
  status: number;
  schema: Response;
  produces?: MediaType;
  alternative?: { mediaType: MediaType };
}

export interface AnonymousCaller {
  sourceIp: string;
  requestId: string;
}
export type Caller = AnonymousCaller & Admission;

/** A route's answer; without a `status` it is the contract's. Bodies of 204 and 302 are not sent. */
export interface Answer<Body> {
  body: Body;
  status?: number;
  headers?: Record<string, string>;
  /** Whole `Set-Cookie` values. */
  cookies?: string[];
}

/** The alternative of a route that has one, sent as it is. */
export interface TextAnswer {
  text: string;
  headers?: Record<string, string>;
}

const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
} as const;

/** The entry of a route that signed-in users call: the gate decides before anything else of the request is read. */
export function httpEntry<
  Path extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  contract: Contract<Path, Query, Body, Response>,
  handler: (
    request: ParsedRequest<Path, Query, Body> & { caller: Caller },
  ) => Promise<Answer<z.input<Response>> | TextAnswer>,
  gate: Gate,
) {
  const { access } = contract;
  if (access.auth !== 'user') throw new Error(`${contract.operationId} is public: use publicHttpEntry.`);
  return entry(contract, async (event, anonymous) => {
    const admission = await gate(access, event.headers['authorization'], {
      operationId: contract.operationId,
      sourceIp: anonymous.sourceIp,
    });
    logger.appendKeys({ firmId: admission.user.firmId, userId: admission.user.userId });
    return handler({ caller: { ...anonymous, ...admission }, ...parseRequest(contract, event) });
  });
}

/** The entry of a route with `auth: 'none'`. */
export function publicHttpEntry<
  Path extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  contract: Contract<Path, Query, Body, Response>,
  handler: (
    request: ParsedRequest<Path, Query, Body> & { caller: AnonymousCaller },
  ) => Promise<Answer<z.input<Response>>>,
) {
  if (contract.access.auth !== 'none')
    throw new Error(`${contract.operationId} needs a gate: use httpEntry.`);
  return entry(contract, async (event, caller) => handler({ caller, ...parseRequest(contract, event) }));
}

function entry<Response extends z.ZodType>(
  contract: { operationId: string; success: Success<Response> },
  respond: (event: HttpEvent, caller: AnonymousCaller) => Promise<Answer<z.input<Response>> | TextAnswer>,
) {
  return middy<unknown, HttpResult>().handler(async (rawEvent: unknown): Promise<HttpResult> => {
    const started = Date.now();
    const event = HttpEventSchema.parse(rawEvent);
    const { requestId, http } = event.requestContext;
    logger.resetKeys();
    logger.appendKeys({ requestId, operationId: contract.operationId });
    try {
      const result = toResult(contract.success, await respond(event, { sourceIp: http.sourceIp, requestId }));
      logger.info(LogEvent.HANDLE_REQUEST_COMPLETED, {
        status: result.statusCode,
        milliseconds: Date.now() - started,
      });
      return result;
    } catch (error) {
      return toFailure(error, requestId);
    }
  });
}

/** The contract's schema has the last word: a field that it does not declare does not leave. */
function toResult<Response extends z.ZodType>(
  success: Success<Response>,
  answer: Answer<z.input<Response>> | TextAnswer,
): HttpResult {
  if ('text' in answer) return textResult(success, answer);
  const status = answer.status ?? success.status;
  const { schema, produces = 'application/json' } = success;
  const hasBody = status !== 204 && status !== 302;
  return {
    statusCode: status,
    headers: {
      ...SECURITY_HEADERS,
      ...(hasBody ? { 'content-type': contentTypeOf(produces) } : {}),
      ...varies(success),
      ...answer.headers,
    },
    ...(answer.cookies === undefined ? {} : { cookies: answer.cookies }),
    ...(hasBody ? { body: written(produces, schema.parse(answer.body)) } : {}),
  };
}

function textResult(success: Success<z.ZodType>, { text, headers }: TextAnswer): HttpResult {
  if (success.alternative === undefined) throw new Error('The contract declares no alternative.');
  return {
    statusCode: success.status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': contentTypeOf(success.alternative.mediaType),
      ...varies(success),
      ...headers,
    },
    body: text,
  };
}

function varies({ alternative }: Success<z.ZodType>) {
  return alternative === undefined ? {} : { vary: 'accept' };
}

/** JSON, or a text as it is. */
function written(produces: MediaType, body: unknown): string {
  return produces !== 'application/json' && typeof body === 'string' ? body : JSON.stringify(body);
}

function toFailure(error: unknown, requestId: string): HttpResult {
  const { status, ...failure } = toHttpFailure(error);
  if (status === 500) logger.error(LogEvent.HANDLE_REQUEST_FAILED, { failure: describeError(error) });
  else logger.info(LogEvent.HANDLE_REQUEST_REFUSED, { status, code: failure.code });
  return {
    statusCode: status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': contentTypeOf('application/json'),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify({ error: { ...failure, requestId } }),
  };
}
