import { DomainError } from '../errors.ts';

/** XPM's answer was cut short, was not XML, was no list, or broke a rule that makes a list count. */
export class PracticeAnswerError extends DomainError {
  constructor(
    readonly reason: 'incomplete' | 'malformed' | 'not-a-list' | 'too-large',
    options?: ErrorOptions,
  ) {
    super(
      'unavailable',
      'XPM_ANSWER_UNUSABLE',
      'Xero Practice Manager sent an incomplete or unreadable list. Nothing was removed. The next sync reads the whole list again.',
      options,
    );
  }
}

const REFUSED = 'Xero Practice Manager refused the request: ';

/** HTTP 200 with `<Status>ERROR</Status>`: XPM understood and refused. `description` is XPM's, shortened. */
export class PracticeRefusedError extends DomainError {
  constructor(readonly description: string) {
    super('unavailable', 'XPM_REFUSED', `${REFUSED}${description}`);
  }
}

/** XPM's reason, from such an error's words: of an error, a workflow keeps nothing else. */
export function refusalIn(message: string): string | undefined {
  return message.startsWith(REFUSED) ? message.slice(REFUSED.length).replace(/\s+/g, ' ').trim() : undefined;
}

export type RateLimit = 'minute' | 'day' | 'concurrent' | 'app-minute' | 'unknown';

/** 429 that asks for a longer pause than a function should sleep. */
export class RateLimitedError extends DomainError {
  constructor(
    readonly limit: RateLimit,
    readonly retryAfterSeconds: number,
  ) {
    super('too-many', 'XERO_LIMIT_REACHED', 'The limit of requests to Xero is used up for now.');
  }
}
