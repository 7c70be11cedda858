import type * as z from 'zod';
import type { MailProblem } from '#domain/mail/mail-problem.ts';
import type { MailProblemRepository } from '#domain/mail/ports.ts';
import type { contract } from './contract.ts';

export interface Deps {
  mailProblems: Pick<MailProblemRepository, 'record'>;
}

type Event = z.output<(typeof contract)['input']>;

/** A full mailbox or a server that is down passes; only what is for good keeps mails from an address. */
export function makeHandler({ mailProblems }: Deps) {
  return async ({ detail }: Event) => {
    const found = problemIn(detail);
    for (const { emailAddress } of found?.recipients ?? []) {
      const address = bare(emailAddress);
      if (found !== undefined && address !== undefined) await mailProblems.record(address, found.problem);
    }
    return { recorded: found?.recipients.length ?? 0 };
  };
}

function problemIn(
  detail: Event['detail'],
): { problem: MailProblem; recipients: readonly { emailAddress: string }[] } | undefined {
  if (detail.eventType === 'Bounce') {
    const { bounceType, timestamp, bouncedRecipients } = detail.bounce;
    if (bounceType !== 'Permanent') return undefined;
    return { problem: { kind: 'bounce', at: timestamp }, recipients: bouncedRecipients };
  }
  const { complaintFeedbackType, timestamp, complainedRecipients } = detail.complaint;
  if (complaintFeedbackType === 'not-spam') return undefined;
  return { problem: { kind: 'complaint', at: timestamp }, recipients: complainedRecipients };
}

/** Of `Ada <ada@example.com>` or the address alone. */
function bare(mailbox: string): string | undefined {
  return /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? (mailbox.includes('@') ? mailbox.trim() : undefined);
}
