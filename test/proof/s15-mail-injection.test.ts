import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { SesMailer, sesClient } from '#adapters/ses/mailer.ts';
import { MailSchema } from '#domain/mail/mail.ts';
import type { MailContent } from '#domain/mail/sync-summary.ts';
import { FIRM_ID } from '../support/builders.ts';
import { promise } from '../support/promise.ts';
import { hostileTexts } from '../support/proof/hostile-text.ts';
import { PLAIN, PORTAL, TEMPLATES, type Texts, XPM } from '../support/proof/mail-templates.ts';
import { head, Wire } from '../support/proof/wire.ts';

const STRINGS = 300;
const FIELDS: readonly (keyof Texts)[] = ['name', 'client', 'error'];
/** Control characters, marks of direction, what hides itself, halves of characters; the ends of lines are ours. */
const UNFIT = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const s15 = promise('S15', 'names cannot inject into e-mail', {
  floor: STRINGS * Object.keys(TEMPLATES).length * FIELDS.length + STRINGS,
});

/** The elements with their attributes' names, and where links lead; the text is of no interest. */
function structureOf(page: string): { elements: string[]; links: string[] } {
  const seen = { elements: [] as string[], links: [] as string[] };
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('comment', () => seen.elements.push('comment'));
  parser.on('cdata', () => seen.elements.push('cdata'));
  parser.on('opentag', ({ name, attributes }) => {
    seen.elements.push(`${name} ${Object.keys(attributes).join(' ')}`);
    if (attributes['href'] !== undefined) seen.links.push(attributes['href']);
  });
  parser.write(page.replace('<!doctype html>', '')).close();
  return seen;
}

const shapeOf = ({ html, text }: MailContent) => ({ ...structureOf(html), lines: text.split('\n').length });

describe.each(Object.entries(TEMPLATES))('the mail "%s"', (_, write) => {
  const plainMail = write(PLAIN);
  const plain = shapeOf(plainMail);

  it('leads to the portal and to XPM, and nowhere else', () => {
    expect(plain.links.filter((href) => href !== XPM && !href.startsWith(`${PORTAL}/`))).toEqual([]);
    expect(plain.elements.length).toBeGreaterThan(20);
  });

  it.each(FIELDS)('has the same structure whatever stands in the %s', (field) => {
    for (const text of hostileTexts(STRINGS)) {
      const mail = write({ ...PLAIN, [field]: text });
      const what = JSON.stringify(text.slice(0, 60));
      // A template that does not show the field at all need not be parsed again.
      if (mail.html !== plainMail.html) expect(shapeOf(mail), what).toEqual(plain);
      expect(mail.subject, what).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(UNFIT.exec(mail.html)?.index, `the page, ${what}`).toBeUndefined();
      expect(UNFIT.exec(mail.text)?.index, `the text, ${what}`).toBeUndefined();
      expect(Array.from(mail.subject).length, what).toBeLessThanOrEqual(180);
      expect(mail.html.length, what).toBeLessThan(40_000);
      s15.held();
    }
  });
});

describe('what SES is asked for', () => {
  const wire = new Wire();
  wire.answer = (_, line) => {
    line.send(
      head('200 OK', { 'content-type': 'text/xml', connection: 'close' }) +
        '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
    );
    line.end();
  };
  const region = { AWS_REGION: 'ap-southeast-2', AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };

  it('names one recipient, one sender and nothing more, whatever stands in the mail', async () => {
    Object.assign(process.env, region);
    const mailer = new SesMailer(sesClient(), 'Portal <noreply@example.com>', 'mails');
    for (const [index, text] of hostileTexts(STRINGS).entries()) {
      const [, write] = Object.entries(TEMPLATES)[index % Object.keys(TEMPLATES).length]!;
      const content = write({ name: text, client: text, error: text });
      const mail = MailSchema.parse({ mailId: 'm', firmId: FIRM_ID, to: 'ada@example.com', ...content });
      await mailer.send(mail);
      const form = new URLSearchParams(wire.sent.at(-1)?.body);
      expect([...form.keys()].sort()).toEqual([
        'Action',
        'ConfigurationSetName',
        'Destination.ToAddresses.member.1',
        'Message.Body.Html.Charset',
        'Message.Body.Html.Data',
        'Message.Body.Text.Charset',
        'Message.Body.Text.Data',
        'Message.Subject.Charset',
        'Message.Subject.Data',
        'Source',
        'Version',
      ]);
      expect(form.get('Destination.ToAddresses.member.1')).toBe('ada@example.com');
      expect(form.get('Source')).toBe('Portal <noreply@example.com>');
      expect(form.get('Message.Subject.Data')).toBe(content.subject);
      expect(form.get('Message.Body.Html.Data')).toBe(content.html);
      s15.held();
    }
  });
});
