import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SES } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../local/assembly/assembly.ts';
import { readEventDestination } from '../../local/aws/ses-events.ts';
import { SesStandIn } from '../../local/aws/ses.ts';
import { authenticatorPage } from '../../local/pages/authenticator.ts';
import { inboxPage, messagesJson } from '../../local/pages/inbox.ts';
import type { AwsEvent } from '../../local/functions/event-rules.ts';
import { StateStore } from '../../local/state-store.ts';
import { totp } from '../../local/totp.ts';

let folder: string;
let ses: SesStandIn;
let server: Server;
let sdk: SES;
let published: AwsEvent[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ses-'));
  published = [];
  ses = new SesStandIn({
    state: new StateStore(folder),
    verified: ['portal.example'],
    configurationSets: [
      { name: 'portal', events: ['bounce', 'complaint'] },
      { name: 'deaf', events: ['complaint'] },
    ],
    publish: (event) => published.push(event),
    region: 'eu-test-1',
  });
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { status, xml } = ses.handle(new URLSearchParams(body));
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sdk = new SES({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-test-1', credentials, maxAttempts: 1 });
});
afterEach(() => {
  sdk.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

const mail = (changes: { from?: string; to?: string[]; subject?: string; html?: string } = {}) => ({
  Source: changes.from ?? 'Portal <no-reply@portal.example>',
  Destination: { ToAddresses: changes.to ?? ['ada@example.com', 'Bob <bob@example.com>'] },
  Message: {
    Subject: { Data: changes.subject ?? 'Synced: 3 < 5 & ü', Charset: 'UTF-8' },
    Body: { Html: { Data: changes.html ?? '<p>Done</p>' }, Text: { Data: 'Done\n' } },
  },
});

describe('the mailbox simulator', () => {
  const sendTo = (to: string[], set?: string) =>
    sdk.sendEmail({ ...mail({ to }), ...(set === undefined ? {} : { ConfigurationSetName: set }) });

  it('bounces and complains with the events of SES, labels or not', async () => {
    const { MessageId } = await sendTo(['bounce+zoe@simulator.amazonses.com'], 'portal');
    await sendTo(['Ada <complaint@simulator.amazonses.com>', 'ada@example.com'], 'portal');
    expect(published).toMatchObject([
      {
        source: 'aws.ses',
        'detail-type': 'Email Bounced',
        detail: {
          eventType: 'Bounce',
          bounce: {
            bounceType: 'Permanent',
            bouncedRecipients: [{ emailAddress: 'bounce+zoe@simulator.amazonses.com' }],
          },
          mail: { messageId: MessageId, tags: { 'ses:configuration-set': ['portal'] } },
        },
      },
      {
        'detail-type': 'Email Complaint Received',
        detail: {
          eventType: 'Complaint',
          complaint: { complainedRecipients: [{ emailAddress: 'complaint@simulator.amazonses.com' }] },
        },
      },
    ]);
  });

  it('tells nobody without a configuration set that asks for it, and knows no set that was not defined', async () => {
    await sendTo(['bounce@simulator.amazonses.com']);
    await sendTo(['bounce@simulator.amazonses.com'], 'deaf');
    await sendTo(['ooto@simulator.amazonses.com', 'bounce@example.com'], 'portal');
    expect(published).toEqual([]);
    await expect(sendTo(['ada@example.com'], 'other')).rejects.toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
    });
  });

  it('refuses what it does not run', () => {
    const destination = (changes: object) =>
      readEventDestination({
        properties: {
          ConfigurationSetName: 'portal',
          EventDestination: {
            Enabled: true,
            MatchingEventTypes: ['bounce'],
            EventBridgeDestination: { EventBusArn: 'arn:aws:events:x:1:event-bus/default' },
            ...changes,
          },
        },
      } as unknown as Resource);
    expect(destination({})).toEqual({ name: 'portal', events: ['bounce'] });
    expect(destination({ Enabled: false })).toEqual({ name: 'portal', events: [] });
    for (const changes of [
      { MatchingEventTypes: ['open'] },
      { EventBridgeDestination: { EventBusArn: 'arn:aws:events:x:1:event-bus/other' } },
      { EventBridgeDestination: undefined, SnsDestination: { TopicARN: 'x' } },
    ]) {
      expect(() => destination(changes)).toThrow();
    }
  });
});

describe('mail', () => {
  it('is kept, newest first, and survives a restart', async () => {
    const { MessageId } = await sdk.sendEmail({ ...mail(), ConfigurationSetName: 'portal' });
    await sdk.sendEmail(mail({ subject: 'second' }));
    const kept = new SesStandIn({ state: new StateStore(folder), verified: [] }).messages();
    expect(kept).toEqual(ses.messages());
    expect(kept.map(({ subject }) => subject)).toEqual(['second', 'Synced: 3 < 5 & ü']);
    expect(kept[1]).toMatchObject({
      id: MessageId,
      from: 'Portal <no-reply@portal.example>',
      to: ['ada@example.com', 'Bob <bob@example.com>'],
      html: '<p>Done</p>',
      text: 'Done\n',
    });
    expect(JSON.parse(messagesJson(kept))).toHaveLength(2);
    expect((await sdk.getSendQuota()).SentLast24Hours).toBe(2);
  });

  it('may be raw', async () => {
    const raw = [
      'From: no-reply@portal.example',
      'To: ada@example.com, bob@example.com',
      'Subject: =?UTF-8?B?R3LDvMOfZQ==?= =?UTF-8?Q?_100=25?=',
      'Content-Type: text/plain',
      '',
      'Hello',
    ].join('\r\n');
    await sdk.sendRawEmail({ RawMessage: { Data: Buffer.from(raw) } });
    const to = ['ada@example.com', 'bob@example.com'];
    expect(ses.messages()).toMatchObject([{ to, subject: 'Grüße 100%', text: 'Hello', raw }]);
  });

  it('is refused from an unverified sender and to nobody', async () => {
    for (const from of ['no-reply@other.example', 'no-reply@notportal.example', 'x@portal.example.evil']) {
      await expect(sdk.sendEmail(mail({ from }))).rejects.toMatchObject({
        name: 'MessageRejected',
        message: `Email address is not verified. The following identities failed the check in region EU-TEST-1: ${from}`,
      });
    }
    await sdk.sendEmail(mail({ from: 'no-reply@mail.portal.example' }));
    await expect(sdk.sendEmail(mail({ to: [] }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(sdk.sendEmail(mail({ to: ['nobody'] }))).rejects.toThrow('Illegal address: nobody');
    expect(ses.messages()).toHaveLength(1);
  });

  it('fails on request, as often as asked', async () => {
    ses.failNext(2, 'Throttling');
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(sdk.sendEmail(mail())).rejects.toMatchObject({
        name: 'Throttling',
        message: 'Maximum sending rate exceeded.',
      });
    }
    await sdk.sendEmail(mail());
    expect(ses.messages()).toHaveLength(1);
    await expect(sdk.listIdentities({})).rejects.toMatchObject({ name: 'InvalidAction' });
  });
});

describe('pages', () => {
  it('show mail without letting it act', async () => {
    const html = '<script>parent.alert(1)</script>"><img src=x onerror=alert(2)>';
    await sdk.sendEmail(mail({ subject: '<b>bold</b>', html }));
    await sdk.sendEmail(mail({ subject: 'newest' }));
    const [, older] = ses.messages();
    const page = inboxPage(ses.messages(), older?.id);
    expect(page).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect(page).not.toMatch(/<script>parent|<img|<b>/);
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toMatch(/aria-current="true">\s*<strong>&lt;b/);
    expect(inboxPage(ses.messages())).toMatch(/aria-current="true">\s*<strong>newest/);
    expect(inboxPage([])).toContain('No mail has been sent yet.');
  });

  it('show the codes of this half minute and when they end', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const at = 1_700_000_012_000;
    const row = { firm: 'Kea & Co', role: 'admin', email: 'ada@example.com' };
    const page = authenticatorPage(
      [
        { ...row, app: { secret, settingUp: false } },
        { ...row, app: { secret, settingUp: true } },
        { ...row, app: null },
      ],
      at,
    );
    const code = totp(secret, at);
    expect(page.replace(/<[^>]+>/g, '')).toContain(code);
    expect(page).toContain('<meta http-equiv="refresh" content="28">');
    expect(page).toContain('Kea &amp; Co');
    expect(page).toContain('no second factor');
    expect(page.match(/being set up/g)).toHaveLength(1);
  });
});
