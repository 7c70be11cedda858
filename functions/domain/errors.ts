/** What kind of failure it is; the one table in `runtime/errors-to-http.ts` turns it into a status. */
export type ErrorKind =
  | 'invalid' // the caller's input: 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'conflict' // 409
  | 'too-large' // 413
  | 'too-many' // 429
  | 'unavailable'; // somebody else's outage, worth another try: 503

/**
 * A failure with a stable code and words for the person who can act on it. `name` is what a state machine's
 * Catch and Retry see, so a subclass that a workflow tells apart sets it to its own class name.
 * Neither message nor code ever holds a token, a secret or the data of a client (`ClientExistsError` alone names one:
 * it ends in the answer to a user of that firm, and nothing logs it).
 */
export class DomainError extends Error {
  /** For programs: what the message tells people, e.g. the id of what is in the way. Only the caller gets it. */
  readonly details: Readonly<Record<string, string>> | undefined;

  constructor(
    readonly kind: ErrorKind,
    /** Stable, SCREAMING_SNAKE_CASE; part of the API. */
    readonly code: string,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
    this.details = options.details;
    this.name = new.target.name;
  }
}
