import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { MailRefusedError } from '#domain/mail/errors.ts';
import type { Mail } from '#domain/mail/mail.ts';
import type { Mailer } from '#domain/mail/ports.ts';
import { clientOptions } from '../aws/client-options.ts';

/** Errors that every repetition would meet again; the rest (throttling, a paused account, the network) passes. */
const REFUSALS: ReadonlySet<string> = new Set([
  'MessageRejected',
  'MailFromDomainNotVerifiedException',
  'InvalidParameterValue',
  'ValidationError',
]);

export function sesClient(): SESClient {
  return new SESClient(clientOptions({ connect: 2_000, request: 10_000 }));
}

export class SesMailer implements Mailer {
  constructor(
    private readonly client: SESClient,
    private readonly from: string,
    /** Names where SES tells of bounces and complaints. */
    private readonly configurationSet: string,
  ) {}

  async send({ to, subject, html, text }: Mail): Promise<void> {
    const part = (data: string) => ({ Data: data, Charset: 'UTF-8' });
    try {
      await this.client.send(
        new SendEmailCommand({
          Source: this.from,
          ConfigurationSetName: this.configurationSet,
          Destination: { ToAddresses: [to] },
          Message: { Subject: part(subject), Body: { Html: part(html), Text: part(text) } },
        }),
      );
    } catch (error) {
      // Not as `cause`: SES repeats the address in its message.
      if (error instanceof Error && REFUSALS.has(error.name)) throw new MailRefusedError(error.name);
      throw error;
    }
  }
}
