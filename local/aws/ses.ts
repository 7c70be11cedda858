import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AwsEvent } from '../functions/event-rules.ts';
import type { Collection, StateStore } from '../state-store.ts';
import { problemEvent, simulated } from './ses-events.ts';
import type { ConfigurationSet, SentMail } from './ses-events.ts';

const MailSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** ISO 8601 */
  sentAt: z.string(),
  /** The whole message as given to SendRawEmail. */
  raw: z.string().optional(),
});
export type Mail = z.infer<typeof MailSchema>;
export type OutgoingMail = {
  from: string;
  to: string | string[];
  subject: string;
  html: string;
  text: string;
};

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

export interface SesOptions {
  state: StateStore;
  /** Domains and addresses that may send. */
  verified: string[];
  configurationSets?: readonly ConfigurationSet[];
  /** Takes what a configuration set publishes. */
  publish?: (event: AwsEvent) => void;
  region?: string;
  now?: () => number;
}

/** SES (version 1, query protocol): what is sent goes to the inbox page and nowhere else. */
export class SesStandIn {
  private readonly mails: Collection<Mail>;
  private readonly verified: string[];
  private readonly region: string;
  private readonly now: () => number;
  private readonly failures: string[] = [];
  private readonly configurationSets: ConfigurationSet[];
  private readonly publish: (event: AwsEvent) => void;

  constructor({
    state,
    verified,
    configurationSets = [],
    publish = () => undefined,
    region = 'us-east-1',
    now = Date.now,
  }: SesOptions) {
    this.configurationSets = [...configurationSets];
    this.publish = publish;
    this.mails = state.collection('mails', MailSchema);
    this.verified = verified.map((identity) => identity.toLowerCase());
    this.region = region;
    this.now = now;
  }

  handle(form: URLSearchParams): { status: number; xml: string } {
    const action = form.get('Action') ?? '';
    try {
      return { status: 200, xml: answer(action, this.run(action, form)) };
    } catch (error) {
      if (error instanceof SesError) return { status: 400, xml: refusal(error) };
      throw error;
    }
  }

  /** Mail of other emulated services, past SES's own checks. */
  deliver(mail: OutgoingMail & { raw?: string }): string {
    const id = `${this.now().toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
    const to = Array.isArray(mail.to) ? mail.to : [mail.to];
    this.mails.set(id, { ...mail, to, id, sentAt: new Date(this.now()).toISOString() });
    return id;
  }

  define(set: ConfigurationSet): void {
    this.configurationSets.push(set);
  }

  messages(): Mail[] {
    return this.mails
      .entries()
      .map(([, mail]) => mail)
      .reverse();
  }

  /** Makes the next `count` sends fail, e.g. with `Throttling`. */
  failNext(count: number, code: string): void {
    this.failures.push(...Array.from({ length: count }, () => code));
  }

  private run(action: string, form: URLSearchParams): Record<string, string> {
    switch (action) {
      case 'SendEmail':
        return { MessageId: this.send(simpleMail(form), form.get('ConfigurationSetName')) };
      case 'SendRawEmail':
        return { MessageId: this.send(rawMail(form), form.get('ConfigurationSetName')) };
      case 'GetSendQuota':
        return { Max24HourSend: '50000.0', MaxSendRate: '14.0', SentLast24Hours: `${this.sentToday()}.0` };
      default:
        throw new SesError('InvalidAction', `SES stand-in: ${action} is not built`);
    }
  }

  private send(mail: OutgoingMail & { to: string[]; raw?: string }, setName: string | null): string {
    const failure = this.failures.shift();
    if (failure !== undefined) throw new SesError(failure, MESSAGES[failure] ?? 'Failed on request.');
    if (mail.to.length === 0) throw new SesError('InvalidParameterValue', "Missing required header 'To'.");
    if (mail.to.length > 50) throw new SesError('InvalidParameterValue', 'Recipient count exceeds 50.');
    for (const to of mail.to) addressOf(to);
    const sender = addressOf(mail.from);
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    if (
      !this.verified.some(
        (identity) => identity === sender || identity === domain || domain.endsWith(`.${identity}`),
      )
    ) {
      const region = this.region.toUpperCase();
      const message = `Email address is not verified. The following identities failed the check in region ${region}: ${mail.from}`;
      throw new SesError('MessageRejected', message);
    }
    if (setName === null) return this.deliver(mail);
    const sets = this.configurationSets.filter(({ name }) => name === setName);
    if (sets.length === 0) throw new SesError('ConfigurationSetDoesNotExist', `<${setName}> does not exist.`);
    const id = this.deliver(mail);
    const sent = { id, from: mail.from, to: mail.to, sentAt: new Date(this.now()).toISOString() };
    this.simulate({ ...sent, configurationSet: setName }, new Set(sets.flatMap(({ events }) => events)));
    return id;
  }

  private simulate(mail: SentMail, events: ReadonlySet<string>): void {
    for (const to of mail.to) {
      const kind = simulated(addressOf(to));
      if (kind !== undefined && events.has(kind)) this.publish(problemEvent(kind, addressOf(to), mail));
    }
  }

  private sentToday(): number {
    const since = new Date(this.now() - 86_400_000).toISOString();
    return this.messages().filter(({ sentAt }) => sentAt > since).length;
  }
}

class SesError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SesError';
    this.code = code;
  }
}

const MESSAGES: Record<string, string> = {
  Throttling: 'Maximum sending rate exceeded.',
  LimitExceededException: 'Daily message quota exceeded.',
  MessageRejected: 'Email address is on the suppression list for your account.',
};

function simpleMail(form: URLSearchParams) {
  const html = form.get('Message.Body.Html.Data') ?? '';
  const text = form.get('Message.Body.Text.Data') ?? '';
  if (!html && !text) throw new SesError('InvalidParameterValue', 'Message body is required.');
  return {
    from: form.get('Source') ?? '',
    to: ['To', 'Cc', 'Bcc'].flatMap((kind) => members(form, `Destination.${kind}Addresses`)),
    subject: form.get('Message.Subject.Data') ?? '',
    html,
    text,
  };
}

/** Kept as it came; the subject and a body of a single plain part are read for the inbox as well as may be. */
function rawMail(form: URLSearchParams) {
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64').toString('utf8');
  const split = /\r?\n\r?\n/.exec(raw);
  const head = raw.slice(0, split?.index).replace(/\r?\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const body = split ? raw.slice(split.index + split[0].length) : '';
  const isHtml = header('Content-Type').toLowerCase().startsWith('text/html');
  const listed = members(form, 'Destinations');
  return {
    from: form.get('Source') || header('From'),
    to:
      listed.length > 0
        ? listed
        : header('To')
            .split(/\s*,\s*/)
            .filter(Boolean),
    subject: decodedWords(header('Subject')),
    html: isHtml ? body : '',
    text: isHtml ? '' : body,
    raw,
  };
}

/** Header words of RFC 2047 in base64 or quoted-printable UTF-8. */
function decodedWords(value: string): string {
  return value.replace(/=\?utf-8\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?/gi, (_, kind: string, data: string) => {
    if (kind.toLowerCase() === 'b') return Buffer.from(data, 'base64').toString('utf8');
    return decodeURIComponent(
      data
        .replaceAll('_', ' ')
        .replaceAll('%', '%25')
        .replace(/=([0-9A-F]{2})/gi, '%$1'),
    );
  });
}

function members(form: URLSearchParams, name: string): string[] {
  const found: string[] = [];
  for (let value = form.get(`${name}.member.1`); value !== null;) {
    found.push(value);
    value = form.get(`${name}.member.${found.length + 1}`);
  }
  return found;
}

/** `Ada <ada@example.com>` or the address alone, in lower case. */
function addressOf(mailbox: string): string {
  const address = (/<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim().toLowerCase();
  if (/^[^\s@,]+@[^\s@,]+$/.test(address)) return address;
  throw new SesError('InvalidParameterValue', `Illegal address: ${mailbox}`);
}

function answer(action: string, fields: Record<string, string>): string {
  const body = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  const result = `<${action}Result>${body.join('')}</${action}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return `<${action}Response xmlns="${NAMESPACE}">${result}${metadata}</${action}Response>`;
}

function refusal({ code, message }: SesError): string {
  const error = `<Error><Type>Sender</Type><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error>`;
  return `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
