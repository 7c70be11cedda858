import type * as z from 'zod';
import type { HttpEvent } from './http-event.ts';
import { RequestError } from './errors-to-http.ts';
import type { MediaType, RawBody } from './media-types.ts';
import { mediaTypeIn, preferred } from './media-types.ts';

export const BODY_LIMIT_BYTES = 64 * 1024;

/** The part of a route's contract that says what may come in. */
export interface RequestShape<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  pathParameters: Path;
  query: Query;
  body?: Body;
  /** Absent: the body is JSON. */
  consumes?: RawBody;
  headers?: readonly string[];
  success?: { alternative?: { mediaType: MediaType } };
}

export interface ParsedRequest<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  path: z.output<Path>;
  query: z.output<Query>;
  body: z.output<Body>;
  /** Those that the contract names, lower case. */
  headers: Record<string, string>;
  cookies: Record<string, string>;
  /** What the answer is to be: JSON, but for routes with an alternative whose caller prefers that. */
  accepts: MediaType;
}

export function parseRequest<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  shape: RequestShape<Path, Query, Body>,
  event: HttpEvent,
): ParsedRequest<Path, Query, Body> {
  return {
    accepts: acceptedOf(shape.success?.alternative?.mediaType, event.headers['accept']),
    path: checked('path', shape.pathParameters, event.pathParameters),
    query: checked('query', shape.query, queryOf(event.rawQueryString)),
    body: parseBody(shape, event),
    headers: headersOf(shape.headers ?? [], event.headers),
    cookies: cookiesOf(event.cookies),
  };
}

/** Routes that have but one answer give it whatever is asked for. */
function acceptedOf(alternative: MediaType | undefined, accept: string | undefined): MediaType {
  if (alternative === undefined) return 'application/json';
  const offered = ['application/json', alternative] as const;
  const found = preferred(accept, offered);
  if (found !== undefined) return found;
  throw new RequestError(406, 'NOT_ACCEPTABLE', `This route answers ${offered.join(' or ')}.`);
}

/** Without a body in the contract the type parameter is free, and nothing may be read from it. */
function parseBody<Body extends z.ZodType>(
  shape: { body?: Body; consumes?: RawBody },
  event: HttpEvent,
): z.output<Body>;
function parseBody({ body, consumes }: { body?: z.ZodType; consumes?: RawBody }, event: HttpEvent): unknown {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const limit = consumes?.maxBytes ?? BODY_LIMIT_BYTES;
  if (bytes.length > limit) {
    throw new RequestError(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${inWords(limit)}.`);
  }
  if (body === undefined) {
    // Some clients always send an object.
    if (/^\s*(\{\s*\})?\s*$/.test(bytes.toString('utf8'))) return undefined;
    throw new RequestError(400, 'INVALID_REQUEST', 'This request takes no body.');
  }
  if (bytes.length === 0 && consumes === undefined) return checked('body', body, undefined);
  mustBe(consumes?.mediaTypes ?? ['application/json'], event.headers['content-type']);
  return checked('body', body, consumes === undefined ? parseJson(bytes.toString('utf8')) : bytes);
}

function mustBe(mediaTypes: readonly string[], contentType: string | undefined): void {
  if (mediaTypes.includes(mediaTypeIn(contentType))) return;
  const message = `Send the body as ${mediaTypes.join(' or ')}.`;
  throw new RequestError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
}

function inWords(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${String(kilobytes)} KB` : `${String(kilobytes / 1024)} MB`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'MALFORMED_JSON', 'The body is not valid JSON.');
  }
}

function checked<Schema extends z.ZodType>(part: string, schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `${[part, ...issue.path].map(String).join('.')}: ${issue.message}`.slice(0, 200));
  throw new RequestError(400, 'INVALID_REQUEST', `The request is invalid. ${reasons.join('; ')}`);
}

/** A repeated parameter becomes a list, which a schema that expects one value refuses. */
function queryOf(rawQueryString: string): Record<string, string | string[]> {
  const parameters = new URLSearchParams(rawQueryString);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const [first = '', ...others] = parameters.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function headersOf(names: readonly string[], headers: HttpEvent['headers']): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function cookiesOf(cookies: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    cookies.flatMap((cookie) => {
      const equals = cookie.indexOf('=');
      return equals < 1 ? [] : [[cookie.slice(0, equals).trim(), cookie.slice(equals + 1)]];
    }),
  );
}
