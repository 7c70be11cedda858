import type { MailProblem } from './mail-problem.ts';
import type { Mail } from './mail.ts';

/**
 * Mails that are to be sent. A mail is `pending` until someone claims it, `sending` while claimed, then `sent`. A claim
 * that outlives its time (the sender was killed) is pending again: the one window in which a mail can go out twice.
 */
export interface Outbox {
  /** To be sent from then on. Repeatable: a mail of that id, sent or not, stays as it is. */
  put(mail: Mail, dueAt: Date): Promise<void>;
  /**
   * Claims one mail for 3 minutes; undefined when it is sent, given up, claimed by somebody else, or unknown. A named
   * sender takes up its own claim at once: it must be one that never runs twice at a time.
   */
  claim(
    firmId: string,
    mailId: string,
    now: Date,
    sender?: string,
  ): Promise<{ mail: Mail; attempt: number } | undefined>;
  sent(firmId: string, mailId: string, now: Date): Promise<void>;
  /** Frees the claim for another try at `retryAt`, or gives the mail up for good (kept, with `reason`). */
  failed(
    firmId: string,
    mailId: string,
    outcome: { retryAt: Date } | { givenUp: true; reason: string },
  ): Promise<void>;
  /** Mails whose time has come: pending ones and claims that were outlived. */
  due(now: Date, limit: number): Promise<{ firmId: string; mailId: string }[]>;
}

/** Sends one e-mail. Fails with `MailRefusedError` (never try again) or any other error (try later). */
export interface Mailer {
  /** Answers by which id the service knows the message. */
  send(mail: Mail): Promise<{ messageId: string }>;
}

/**
 * Addresses that get no more mail, whichever firm writes to them: a sender's name suffers for all. Upper and lower case
 * are the same. Nothing here is forgotten when a user is removed, or invited again.
 */
export interface MailProblemRepository {
  get(address: string): Promise<MailProblem | undefined>;
  /** Repeatable: what is known stays, except that a complaint takes the place of a bounce. */
  record(address: string, problem: MailProblem): Promise<void>;
}
