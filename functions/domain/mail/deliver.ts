import type { Clock } from '../system.ts';
import type { UserRepository } from '../user/ports.ts';
import { MailRefusedError } from './errors.ts';
import type { Mail } from './mail.ts';
import { SUPPRESSED_BECAUSE } from './mail-problem.ts';
import type { Mailer, MailProblemRepository, Outbox } from './ports.ts';

export interface DeliverDeps {
  outbox: Outbox;
  mailer: Mailer;
  mailProblems: Pick<MailProblemRepository, 'get'>;
  users: Pick<UserRepository, 'get'>;
  clock: Clock;
  /** Whether a mail with a condition is to be sent still; who delivers only mails without one needs none. */
  isWanted?: (mail: Mail) => Promise<boolean>;
  /** Told of every mail that left; ids only. */
  onSent?: (sent: MailIds & { messageId: string }) => void;
  /** Told of every mail that did not leave; ids only. */
  onProblem: (problem: MailIds & { givenUp: boolean; errorName: string }) => void;
}

interface MailIds {
  mailId: string;
  /** Of the click that led to it, if one did. */
  requestId?: string;
}

export interface Delivered {
  sent: number;
  /** Failed for now; the outbox tries again. */
  waiting: number;
}

const ATTEMPTS = 12;
const FIRST_RETRY_MINUTES = 5;
const LONGEST_RETRY_MINUTES = 6 * 60;

/**
 * Sends these mails, each claimed first, so that whoever else delivers at the same time leaves them alone. A step of a
 * workflow names itself as the sender: repeated after a kill, it goes on with what it had claimed.
 */
export async function deliver(
  deps: DeliverDeps,
  mails: readonly { firmId: string; mailId: string }[],
  sender?: string,
): Promise<Delivered> {
  const delivered = { sent: 0, waiting: 0 };
  for (const { firmId, mailId } of mails) {
    const outcome = await deliverOne(deps, firmId, mailId, sender);
    if (outcome !== 'none') delivered[outcome] += 1;
  }
  return delivered;
}

async function deliverOne(
  deps: DeliverDeps,
  firmId: string,
  mailId: string,
  sender: string | undefined,
): Promise<'sent' | 'waiting' | 'none'> {
  const { outbox, mailer, clock } = deps;
  const claimed = await outbox.claim(firmId, mailId, clock.now(), sender);
  if (claimed === undefined) return 'none';
  const { requestId } = claimed.mail;
  const ids = { mailId, ...(requestId === undefined ? {} : { requestId }) };
  let messageId: string;
  try {
    if (deps.isWanted !== undefined && !(await deps.isWanted(claimed.mail))) {
      await outbox.failed(firmId, mailId, { givenUp: true, reason: 'no longer needed' });
      return 'none';
    }
    const problem = await deps.mailProblems.get(claimed.mail.to);
    if (problem !== undefined) {
      deps.onProblem({ ...ids, givenUp: true, errorName: 'MailSuppressed' });
      await outbox.failed(firmId, mailId, { givenUp: true, reason: SUPPRESSED_BECAUSE[problem.kind] });
      return 'none';
    }
    // The last look of all, so that nothing comes between it and the sending.
    if (await hasLeft(deps, claimed.mail)) {
      await outbox.failed(firmId, mailId, { givenUp: true, reason: 'the recipient has no access any more' });
      return 'none';
    }
    ({ messageId } = await mailer.send(claimed.mail));
  } catch (error) {
    const refused = error instanceof MailRefusedError;
    const givenUp = refused || claimed.attempt >= ATTEMPTS;
    deps.onProblem({ ...ids, givenUp, errorName: error instanceof Error ? error.name : 'unknown' });
    const reason = refused ? error.reason : `not sent in ${String(ATTEMPTS)} attempts`;
    const retryAt = retryTime(claimed.attempt, clock.now());
    await outbox.failed(firmId, mailId, givenUp ? { givenUp: true, reason } : { retryAt });
    return givenUp ? 'none' : 'waiting';
  }
  await outbox.sent(firmId, mailId, clock.now());
  deps.onSent?.({ ...ids, messageId });
  return 'sent';
}

async function hasLeft({ users }: DeliverDeps, { firmId, userId }: Mail): Promise<boolean> {
  return userId !== undefined && (await users.get(firmId, userId))?.active !== true;
}

function retryTime(attempt: number, now: Date): Date {
  const minutes = Math.min(FIRST_RETRY_MINUTES * 2 ** (attempt - 1), LONGEST_RETRY_MINUTES);
  return new Date(now.getTime() + minutes * 60_000);
}
