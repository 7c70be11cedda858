import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { ownerLeftMail } from '#domain/mail/connection-mail.ts';
import { MailSchema } from '#domain/mail/mail.ts';
import { failureMail } from '#domain/mail/sync-failure.ts';
import { type SummaryFacts, summaryMail } from '#domain/mail/sync-summary.ts';
import { html, link, oneLine } from '#domain/mail/html.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import { aFirm, aSync, FIRM_ID } from '../../../support/builders.ts';

const PORTAL = 'https://portal.example.com';
const row = (name: string, gap: 'NO_PRIMARY_CONTACT' | 'NO_EMAIL', index = 1) => ({
  clientId: `c${String(index)}`,
  name,
  status: 'client' as const,
  gap,
  webUrl: `https://practicemanager.xero.com/Client/${String(index)}/Detail`,
});

function facts(changes: Partial<SummaryFacts> = {}): SummaryFacts {
  return {
    firm: aFirm(),
    sync: aSync({
      counts: { ...NO_COUNTS, seen: 1300, added: 3, updated: 2, unchanged: 1290, archived: 1, skipped: 1 },
      status: 'partial',
    }),
    practiceName: 'Kauri Practice',
    gaps: {
      rows: [row('No Contact Ltd', 'NO_PRIMARY_CONTACT', 7), row('No Mail Ltd', 'NO_EMAIL', 8)],
      counts: { NO_PRIMARY_CONTACT: 1, NO_EMAIL: 1 },
    },
    issues: [
      {
        code: 'RECORD_INVALID',
        message: 'The name is missing.',
        name: 'Odd & Sons',
        xpmUuid: 'x',
        webUrl: null,
      },
    ],
    nextSyncAt: new Date('2026-03-03T05:10:00.000Z'),
    portalUrl: PORTAL,
    ...changes,
  };
}

/** Parses the page strictly and answers its elements, links and text. */
function read(page: string) {
  const seen = { elements: [] as string[], links: [] as string[], sources: [] as string[], text: '' };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    seen.elements.push(name);
    const { href, src } = attributes;
    if (href !== undefined) seen.links.push(href);
    if (src !== undefined) seen.sources.push(src);
  });
  parser.on('text', (text) => {
    seen.text += `${text} `;
  });
  parser.write(page.replace('<!doctype html>', '')).close();
  return seen;
}

describe('the summary mail', () => {
  it('says in its subject and its first lines what happened', () => {
    const mail = summaryMail(facts());
    expect(mail.subject).toBe('Clients synced, 1 client needs a look (Kauri Accounting)');
    const { text } = read(mail.html);
    for (const part of [text, mail.text]) {
      expect(part).toContain('Kauri Practice in Xero Practice Manager finished on Tuesday, 3 March 2026');
      expect(part).toMatch(/Unchanged:?\s+1,290/);
      expect(part).toMatch(/Archived:?\s+1/);
      expect(part).toContain('Odd & Sons: The name is missing.');
      expect(part).toContain('No Contact Ltd');
      expect(part).toContain('No Mail Ltd');
      expect(part).toMatch(/Next sync\s+Tuesday, 3 March 2026/);
    }
    expect(mail.text).not.toContain('Waiting for approval');
  });

  it('links to the clients in XPM and into the portal, and loads nothing', () => {
    const { links, sources } = read(summaryMail(facts()).html);
    expect(links).toEqual([
      'https://practicemanager.xero.com/Client/7/Detail',
      'https://practicemanager.xero.com/Client/8/Detail',
      `${PORTAL}/clients`,
    ]);
    expect(sources).toEqual([]);
  });

  it('lists the first 50 of a gap and says how many more there are', () => {
    const rows = Array.from({ length: 80 }, (_, index) => row(`Client ${String(index)}!`, 'NO_EMAIL', index));
    const mail = summaryMail(facts({ gaps: { rows, counts: { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 1234 } } }));
    expect(mail.text).toContain('Client 49!');
    expect(mail.text).not.toContain('Client 50!');
    expect(mail.text).toContain('and 1,184 more');
    expect(mail.text).not.toContain('without a primary contact');
  });

  it('asks for approval when removals are held, and says how', () => {
    const held = {
      code: 'REMOVAL_HELD' as const,
      message: 'Not listed any more.',
      xpmUuid: 'x',
      webUrl: null,
    };
    const mail = summaryMail(
      facts({
        sync: aSync({ status: 'held', counts: { ...NO_COUNTS, held: 42 } }),
        issues: [{ ...held, name: 'Missing Ltd' }],
      }),
    );
    expect(mail.subject).toBe(
      'Approval needed: 42 clients missing from Xero Practice Manager (Kauri Accounting)',
    );
    expect(mail.text).toContain(`${PORTAL}/clients/manage`);
    expect(mail.text).toContain('Missing Ltd');
    expect(mail.text).toContain('and 41 more');
  });

  it('tells possible duplicates and links apart from records to correct', () => {
    const told = (code: 'POSSIBLE_DUPLICATE' | 'CLIENT_LINKED', name: string) => ({
      ...{ code, name, message: `Of ${name}.`, xpmUuid: 'x', webUrl: null },
    });
    const issues = [told('POSSIBLE_DUPLICATE', 'Kea'), told('CLIENT_LINKED', 'Tui')];
    const { text } = summaryMail(facts({ sync: aSync({ status: 'partial' }), issues }));
    expect(text).toContain('Possible duplicates (1)');
    expect(text).toContain('Kea: Of Kea.');
    expect(text).toContain('Linked with clients that were here already (1)');
    expect(text).toContain(`${PORTAL}/clients/manage`);
    expect(text).not.toContain('Records that need a look');
  });

  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=y>',
    "' onmouseover='x",
    'Bcc: eve@example.com\r\nBcc: x',
    '\u202Egnp.exe',
    '{{constructor}} ${x}',
    '&lt;b&gt;',
    '\u0000\u0007\u200B',
    '<!--',
    ']]>',
    'x'.repeat(10_000),
    '\uD800',
  ];
  it.each(HOSTILE.map((name) => [name.slice(0, 30), name]))(
    'is no different in structure for the name %j',
    (_label, name) => {
      const plain = summaryMail(named('Plain'));
      const mail = summaryMail(named(name));
      const page = read(mail.html);
      expect(page.elements).toEqual(read(plain.html).elements);
      expect(page.links).toEqual(read(plain.html).links);
      expect(mail.subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(Array.from(mail.subject).length).toBeLessThanOrEqual(180);
      expect(mail.html).not.toMatch(/[\u202E\u200B\0]/);
      expect(mail.text).not.toMatch(/[\u202E\u200B\0\r]/);
      expect(mail.html.length).toBeLessThan(plain.html.length + 5 * 300 * 6);
    },
  );

  function named(name: string): SummaryFacts {
    const given = facts();
    return facts({
      firm: aFirm({ name }),
      practiceName: name,
      gaps: { ...given.gaps, rows: given.gaps.rows.map((client) => ({ ...client, name })) },
      issues: given.issues.map((issue) => ({ ...issue, name, message: name, webUrl: `javascript:${name}` })),
    });
  }
});

describe('the failure mail', () => {
  it('tells what happened, what to do and when it goes on', () => {
    const failure = failureOf('DisconnectedInXeroError');
    const mail = failureMail({
      firm: aFirm(),
      sync: aSync({ status: 'failed', failure }),
      failure,
      nextSyncAt: undefined,
      portalUrl: PORTAL,
    });
    expect(mail.subject).toBe(
      'Client sync failed: The practice was disconnected from the portal inside Xero. (Kauri Accounting)',
    );
    expect(mail.text).toContain(failure.action);
    expect(mail.text).toContain('because you are an admin of Kauri Accounting, or because you started');
    expect(mail.text).toContain('None is planned until the firm is connected again.');
    expect(read(mail.html).links).toEqual([`${PORTAL}/settings/integrations`]);
  });
});

describe('what Xero said', () => {
  const failure = {
    ...failureOf('PracticeRefusedError'),
    message: 'XPM refused. It said: "no\r\nBcc: eve@example.com \u202Egnp".',
  };
  const facts = {
    sync: aSync({ status: 'failed', failure }),
    failure,
    nextSyncAt: undefined,
    portalUrl: PORTAL,
  };

  it('stays on its line in the failure mail', () => {
    const mail = failureMail({ firm: aFirm(), ...facts });
    expect(mail.text).toContain('It said: "no Bcc: eve@example.com gnp".');
    expect(mail.html).not.toContain('\u202E');
  });

  it('and the longest names make a subject that a mail may have', () => {
    const mail = failureMail({ firm: aFirm({ name: '😀'.repeat(90) }), ...facts });
    const owner = ownerLeftMail({
      firm: aFirm({ name: '😀'.repeat(90) }),
      ownerName: '😀'.repeat(90),
      portalUrl: PORTAL,
    });
    for (const content of [mail, owner]) {
      const parsed = MailSchema.safeParse({
        mailId: 'm',
        firmId: FIRM_ID,
        to: 'ada@example.com',
        ...content,
      });
      expect(parsed.error).toBeUndefined();
    }
  });
});

describe('the parts of a mail', () => {
  it('escape what is put in, once', () => {
    expect(html`<b title="${'"&'}">${'<i>'}${html`<i>${1}</i>`}${[html`a`, html`b`]}</b>`.markup).toBe(
      '<b title="&quot;&amp;">&lt;i&gt;<i>1</i>ab</b>',
    );
  });
  it('link to https alone', () => {
    expect(link('javascript:alert(1)', 'x').markup).toBe('x');
    expect(link(undefined, 'x').markup).toBe('x');
    expect(link('https://a.example/?a=1&b="', 'x').markup).toContain(
      'href="https://a.example/?a=1&amp;b=&quot;"',
    );
  });
  it('bound names by characters, not by halves of them', () => {
    expect(oneLine('😀'.repeat(200), 3)).toBe('😀😀…');
    expect(oneLine(' a\r\n\tb\u2028c ')).toBe('a b c');
  });
});
