import type { ErrorKind } from '#domain/errors.ts';
import { DomainError } from '#domain/errors.ts';

/** The single table from kinds of failure to HTTP statuses. */
const STATUS_OF: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

/** A request that HTTP itself has a status for and the domain never sees. */
export class RequestError extends Error {
  constructor(
    readonly status: 400 | 406 | 413 | 415,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

export interface HttpFailure {
  status: number;
  code: string;
  message: string;
  details?: Readonly<Record<string, string>>;
}

/** What the caller learns of a failure; of an unexpected one nothing but that it happened. */
export function toHttpFailure(error: unknown): HttpFailure {
  if (error instanceof RequestError)
    return { status: error.status, code: error.code, message: error.message };
  if (error instanceof DomainError) {
    const { kind, code, message, details } = error;
    return { status: STATUS_OF[kind], code, message, ...(details === undefined ? {} : { details }) };
  }
  return {
    status: 500,
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong on our side. Try again; if it stays, tell us the request id.',
  };
}
