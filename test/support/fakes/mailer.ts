import type { Mail } from '#domain/mail/mail.ts';
import type { Mailer } from '#domain/mail/ports.ts';

export class RecordingMailer implements Mailer {
  readonly sent: Mail[] = [];
  /** Thrown for mails to these addresses. */
  readonly failures = new Map<string, Error>();

  send(mail: Mail): Promise<{ messageId: string }> {
    const failure = this.failures.get(mail.to);
    if (failure !== undefined) return Promise.reject(failure);
    this.sent.push(structuredClone(mail));
    return Promise.resolve({ messageId: `message-${String(this.sent.length)}` });
  }
}
