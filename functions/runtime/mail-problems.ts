import { LogEvent } from './log-events.ts';
import { logger } from './logger.ts';

/** For the `onProblem` of whoever delivers mails. */
export function logMailProblem(problem: { mailId: string; givenUp: boolean; errorName: string }): void {
  const event = problem.givenUp ? LogEvent.SEND_MAIL_GIVEN_UP : LogEvent.SEND_MAIL_POSTPONED;
  logger.warn(event, { ...problem });
}
