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

  async send({ to, subject, html, text, requestId }: Mail): Promise<{ messageId: string }> {
    const part = (data: string) => ({ Data: data, Charset: 'UTF-8' });
    try {
      const { MessageId } = await this.client.send(
        new SendEmailCommand({
          Source: this.from,
          ConfigurationSetName: this.configurationSet,
          Destination: { ToAddresses: [to] },
          Message: { Subject: part(subject), Body: { Html: part(html), Text: part(text) } },
          ...(requestId === undefined ? {} : { Tags: [{ Name: 'requestId', Value: tagOf(requestId) }] }),
        }),
      );
      return { messageId: MessageId ?? 'unknown' };
    } catch (error) {
      // Not as `cause`: SES repeats the address in its message.
      if (error instanceof Error && REFUSALS.has(error.name)) throw new MailRefusedError(error.name);
      throw error;
    }
  }
}

/** SES takes letters, digits, `_` and `-` only; ids of requests are base64 and have `=` at their end. */
function tagOf(requestId: string): string {
  return requestId.replace(/[^\w-]/g, '_').slice(0, 256);
}
