/** A call that did not succeed: the API's own words, or ours when it could not be reached. */
export class ApiError extends Error {
  constructor(
    /** 0: no answer at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | undefined,
    readonly details: Readonly<Record<string, string>>,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}

/** Reads `{"error": {"code", "message", "requestId", "details"?}}`; anything else (a proxy's page) is told by its status. */
export function apiErrorOf(status: number, body: unknown): ApiError {
  const error = property(body, 'error');
  const code = text(property(error, 'code'));
  const message = text(property(error, 'message'));
  const details = property(error, 'details');
  return new ApiError(
    status,
    code ?? (status === 401 ? 'UNAUTHENTICATED' : 'UNEXPECTED_ANSWER'),
    message ?? `The portal answered with status ${String(status)}. Try again in a moment.`,
    text(property(error, 'requestId')),
    details instanceof Object ? Object.fromEntries(textEntries(details)) : {},
  );
}

function property(value: unknown, name: string): unknown {
  return value instanceof Object ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textEntries(value: object): [string, string][] {
  return Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : []));
}
