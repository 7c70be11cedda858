import type * as z from 'zod';
import type { Access } from '#domain/access/access.ts';
import type { MediaType, RawBody } from '#runtime/media-types.ts';

/**
 * One route: the single source of its CDK route, its checks at run time, and its part of the OpenAPI document. Pure
 * data. Unknown body fields and query parameters are refused, so schemas are strict objects.
 */
export interface ApiContract<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** camelCase, e.g. `startSync`. */
  operationId: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api`, e.g. `/syncs/{syncId}`. */
  path: `/${string}`;
  summary: string;
  access: Access;
  pathParameters: Path;
  query: Query;
  /** Absent: a body is refused. JSON of at most 64 KB unless `consumes` says otherwise. */
  body?: Body;
  /** The body is no JSON; `body` is then the schema of its bytes (`BytesSchema`). */
  consumes?: RawBody;
  /** Headers that the handler reads, lower case. */
  headers?: readonly string[];
  success: {
    status: 200 | 201 | 202 | 204 | 302;
    description: string;
    schema: Response;
    /** Absent: JSON. Otherwise the schema is a text, sent as it is. */
    produces?: MediaType;
    /** What a caller gets instead who asks for it by `Accept`: always a text (`TextAnswer`). */
    alternative?: { mediaType: MediaType; description: string };
  };
  /** Codes beyond those that every route can answer. */
  errors: readonly string[];
}

/** Checks a contract's type and keeps its literal types. */
export function defineContract<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(contract: ApiContract<Path, Query, Body, Response>): ApiContract<Path, Query, Body, Response> {
  return contract;
}
