import * as z from 'zod';
import {
  AccessRefusedError,
  GrantRefusedError,
  XeroAppMisconfiguredError,
  XeroUnavailableError,
} from '#domain/connection/errors.ts';
import { DomainError } from '#domain/errors.ts';

/**
 * What is read of an error, and nothing else of it: openid-client's hold the response and with it the request, Basic
 * credentials and body included. None becomes a `cause`.
 */
const FailureSchema = z.object({
  /** openid-client: the OAuth code, or a sentence when the body was none. */
  error: z.string().optional().catch(undefined),
  response: z
    .object({
      /** openid-client */
      statusCode: z.number().optional().catch(undefined),
      /** connections-request.ts */
      status: z.number().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const OAUTH_CODE = /^[a-z_]{1,40}$/;

function read(error: unknown): { status: number; code: string } {
  const parsed = FailureSchema.safeParse(error);
  const { response, error: code = '' } = parsed.success ? parsed.data : {};
  return { status: response?.statusCode ?? response?.status ?? 0, code: OAUTH_CODE.test(code) ? code : '' };
}

/** A refusal that more patience may change. */
function isPassing(status: number): boolean {
  return status < 400 || status >= 500 || status === 408 || status === 429;
}

/** For the token and revocation endpoints. */
export function fromTokenEndpoint(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { status, code } = read(error);
  if (isPassing(status)) return new XeroUnavailableError();
  if (status === 400 && code === 'invalid_grant') return new GrantRefusedError();
  return new XeroAppMisconfiguredError(code === '' ? `HTTP ${String(status)}` : code);
}

/** For `/connections`. */
export function fromConnections(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { status } = read(error);
  if (status === 401 || status === 403) return new AccessRefusedError(status);
  return isPassing(status)
    ? new XeroUnavailableError()
    : new XeroAppMisconfiguredError(`HTTP ${String(status)}`);
}

/** True for a 404: what was to be deleted is gone. */
export function isGone(error: unknown): boolean {
  return read(error).status === 404;
}
