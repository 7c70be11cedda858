import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { LogEvent } from './log-events.ts';
import { logger } from './logger.ts';
import { measure, measureBy } from './metrics.ts';

/** For whoever delivers mails: what became of each. */
export const mailEvents = { onSent, onProblem } satisfies Pick<DeliverDeps, 'onSent' | 'onProblem'>;

type Sent = Parameters<NonNullable<DeliverDeps['onSent']>>[0];
type Problem = Parameters<DeliverDeps['onProblem']>[0];

function onSent({ mailId, messageId, requestId }: Sent): void {
  logger.info(LogEvent.SEND_MAIL_COMPLETED, { mailId, messageId, requestId });
  measure({ MailsSent: 1 });
}

function onProblem({ mailId, givenUp, errorName, requestId }: Problem): void {
  if (givenUp) {
    logger.warn(LogEvent.SEND_MAIL_GIVEN_UP, { mailId, errorName, requestId });
    measureBy('MailsGivenUp', 1, { reason: REASONS.get(errorName) ?? 'attempts' });
  } else {
    logger.warn(LogEvent.SEND_MAIL_POSTPONED, { mailId, errorName, requestId });
    measure({ MailsPostponed: 1 });
  }
}

const REASONS: ReadonlyMap<string, 'refused' | 'suppressed'> = new Map([
  ['MailRefusedError', 'refused'],
  ['MailSuppressed', 'suppressed'],
]);
