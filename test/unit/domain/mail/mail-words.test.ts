import { describe, expect, it } from 'vitest';
import { grantEndingMail, ownerLeftMail } from '#domain/mail/connection-mail.ts';
import { MailRefusedError } from '#domain/mail/errors.ts';
import { MailProblemSchema } from '#domain/mail/mail-problem.ts';
import { type MfaChange, mfaChangedMail } from '#domain/mail/mfa-changed-mail.ts';
import { mfaMail, type MfaMailReason } from '#domain/mail/mfa-mail.ts';
import { failureMail } from '#domain/mail/sync-failure.ts';
import { type MailContent, type SummaryFacts, summaryMail } from '#domain/mail/sync-summary.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS, type Sync, type SyncIssue } from '#domain/sync/sync.ts';
import { aFirm, aSync } from '../../../support/builders.ts';

const portalUrl = 'https://portal.example.com';
const firm = aFirm();
const AT = new Date('2026-03-03T05:10:00.000Z');
const BEFORE = new Date('2026-03-01T05:10:00.000Z');
const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const squeezed = (text: string) => text.replace(/\s+/g, '');

/** The words of a mail; that its page says each of them, too, is checked on the way. */
function wordsOf({ html, text }: MailContent): string {
  const page = html.replace(/<(head)>.*?<\/\1>/s, '').replace(/<[^>]*>/g, ' ');
  const said = squeezed(
    Object.entries(ENTITIES).reduce((all, [entity, character]) => all.replaceAll(entity, character), page),
  );
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  // Counts stand in a column of their own there, and links behind words.
  const parts = text
    .split('\n')
    .flatMap((line) => line.replace(/^- /, '').split(/: (?=[\d,]+$)|:? (?=https:\S+$)/));
  expect(parts.filter((part) => !said.includes(squeezed(part)) && !links.includes(part))).toEqual([]);
  expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>$/);
  return text;
}

const issue = (code: SyncIssue['code'], name: string | null): SyncIssue => ({
  code,
  name,
  message: `Of ${String(name)}.`,
  xpmUuid: 'x',
  webUrl: name === null ? null : 'https://xpm.example/client',
});
const summary = (sync: Partial<Sync>, changes: Partial<SummaryFacts> = {}) =>
  summaryMail({
    firm,
    sync: aSync(sync),
    practiceName: 'Kauri Practice',
    gaps: { rows: [], counts: { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 0 } },
    issues: [],
    nextSyncAt: AT,
    portalUrl,
    ...changes,
  });

describe('the mail of a sync that came through', () => {
  it('says everything that there may be to say', () => {
    const counts = { seen: 9, added: 1, updated: 2, restored: 3, unchanged: 1_290, archived: 5, skipped: 6 };
    const row = { status: 'client', webUrl: 'https://xpm.example/client' } as const;
    const mail = summary(
      { status: 'held', counts: { ...counts, held: 1_200 } },
      {
        over: { lastGoodAt: BEFORE },
        issues: [
          issue('REMOVAL_HELD', 'Gone Ltd'),
          issue('RECORD_INVALID', 'Odd & Sons'),
          issue('CONTACT_INVALID', null),
          issue('POSSIBLE_DUPLICATE', 'Kea'),
          issue('CLIENT_LINKED', 'Tui'),
        ],
        gaps: {
          rows: [
            { ...row, clientId: 'a', name: 'No Contact Ltd', gap: 'NO_PRIMARY_CONTACT' },
            { ...row, clientId: 'b', name: 'No Mail Ltd', gap: 'NO_EMAIL' },
            { clientId: 'c', name: 'No Link Ltd', gap: 'NO_EMAIL', status: 'client' },
            { ...row, webUrl: 'http://x.example', clientId: 'd', name: 'Odd Link Ltd', gap: 'NO_EMAIL' },
          ],
          counts: { NO_PRIMARY_CONTACT: 1, NO_EMAIL: 1_500 },
        },
      },
    );
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "1,200 clients wait for your approval

      The sync from Kauri Practice in Xero Practice Manager finished on Tuesday, 3 March 2026 at 6:55 am NZDT.

      It works again
      No sync had come through since Sunday, 1 March 2026 at 6:10 pm NZDT. This one did.

      1,200 clients are no longer in Xero Practice Manager
      That is more than usual, so they were not archived. If it is right, an admin can approve it under https://portal.example.com/clients/manage; if not, restore them in Xero Practice Manager, and nothing will happen here.
      - Gone Ltd: Of Gone Ltd.
      - and 1,199 more

      Added: 1
      Updated: 2
      Restored from the archive: 3
      Unchanged: 1,290
      Archived: 5
      Skipped: 6
      Waiting for approval: 1,200

      Records that need a look
      Everything else was synced. Correct these in Xero Practice Manager; the next sync picks them up.
      - Odd & Sons: Of Odd & Sons.
      - Unnamed record: Of null.
      - and 4 more

      Possible duplicates (1)
      Nothing was merged. An admin can link them or keep them apart under https://portal.example.com/clients/manage.
      - Kea: Of Kea.

      Linked with clients that were here already (1)
      They keep their id and history here. An admin can undo it under https://portal.example.com/clients/manage.
      - Tui: Of Tui.

      Clients without a primary contact (1)
      They are in the portal but cannot be written to. Complete them in Xero Practice Manager. All of them: https://portal.example.com/clients?gap=NO_PRIMARY_CONTACT
      - No Contact Ltd https://xpm.example/client

      Clients without an e-mail address (1,500)
      They are in the portal but cannot be written to. Complete them in Xero Practice Manager. All of them: https://portal.example.com/clients?gap=NO_EMAIL
      - No Mail Ltd https://xpm.example/client
      - No Link Ltd
      - Odd Link Ltd
      - and 1,497 more

      Next sync
      Tuesday, 3 March 2026 at 6:10 pm NZDT

      Open clients: https://portal.example.com/clients

      You get this mail because you started this sync, or because you were told that syncs failed. Sync SYNC1.
      "
    `);
  });

  it('says little when there is little to say', () => {
    const mail = summary({ counts: NO_COUNTS }, { practiceName: null, nextSyncAt: undefined });
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "Your clients are up to date

      The sync from Xero Practice Manager finished on Tuesday, 3 March 2026 at 6:55 am NZDT.

      Added: 0
      Updated: 0
      Unchanged: 0
      Archived: 0
      Skipped: 0

      Next sync
      None is planned.

      Open clients: https://portal.example.com/clients

      You get this mail because you started this sync, or because you were told that syncs failed. Sync SYNC1.
      "
    `);
  });

  const none = NO_COUNTS;
  const over = { lastGoodAt: undefined };
  it.each<[Partial<Sync>, Partial<SummaryFacts>, string, string]>([
    [{ counts: none }, {}, 'Clients synced: nothing changed', 'Your clients are up to date'],
    [{ counts: { ...none, added: 2 } }, {}, 'Clients synced: 2 added', 'Your clients are synced'],
    [
      { trigger: 'first', counts: none },
      {},
      'Clients synced: nothing changed',
      'Your first sync is complete',
    ],
    [
      { counts: none },
      { over },
      'Clients are syncing again: nothing changed',
      'Your clients are syncing again',
    ],
    [
      { status: 'partial', counts: { ...none, skipped: 1 } },
      {},
      'Clients synced, 1 client needs a look',
      'Your clients are synced, with exceptions',
    ],
    [
      { status: 'partial', counts: { ...none, skipped: 2_000 } },
      {},
      'Clients synced, 2,000 clients need a look',
      'Your clients are synced, with exceptions',
    ],
    [
      { status: 'partial', counts: { ...none, added: 1 } },
      {},
      'Clients synced: 1 added',
      'Your clients are synced, with exceptions',
    ],
    [
      { status: 'held', counts: { ...none, held: 1 } },
      { over },
      'Approval needed: 1 client missing from Xero Practice Manager',
      '1 client waits for your approval',
    ],
  ])('%o with %o is called %s', (sync, changes, subject, title) => {
    const mail = summary(sync, changes);
    expect(mail.subject).toBe(`${subject} (Kauri Accounting)`);
    expect(mail.text.split('\n')[0]).toBe(title);
    expect(mail.html).toContain(`<title>${title}</title>`);
  });

  it('of one client speaks of one', () => {
    const { text } = summary({ status: 'held', counts: { ...NO_COUNTS, held: 1 } });
    expect(text).toContain('\n1 client is no longer in Xero Practice Manager\n');
  });

  it('gives a name to what has none, and bounds what is told of it', () => {
    const long = { ...issue('RECORD_INVALID', '\u200B'), message: 'm'.repeat(300) };
    const { text } = summary({ status: 'partial' }, { issues: [long] });
    expect(text).toContain(`- Unnamed record: ${'m'.repeat(199)}…\n`);
  });

  it('says how many more of those to look at there are than are listed', () => {
    const issues = [issue('RECORD_INVALID', 'Kea')];
    const { text } = summary({ status: 'partial', counts: { ...NO_COUNTS, skipped: 3 } }, { issues });
    expect(text).toContain('- Kea: Of Kea.\n- and 2 more\n');
  });

  it('has a footer for those who did not start it', () => {
    const { text } = summary({ trigger: 'schedule', startedBy: null });
    expect(text.trimEnd().split('\n').at(-1)).toMatchInlineSnapshot(
      `"You get this mail because you are an admin of Kauri Accounting, or because your firm chose you. Which syncs are followed by a mail, and who gets it, are settings of your firm. Sync SYNC1."`,
    );
  });
});

describe('the mail of a sync that failed', () => {
  const failure = failureOf('XeroUnavailableError');
  const sync = aSync({ status: 'failed', failure, trigger: 'schedule', startedBy: null });
  const facts = { firm, sync, failure, nextSyncAt: AT, portalUrl };

  it('says when it stopped', () => {
    const mail = failureMail(facts);
    expect(mail.subject).toBe('Client sync failed: Xero did not answer. (Kauri Accounting)');
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "Your clients could not be synced

      The sync from Xero Practice Manager stopped on Tuesday, 3 March 2026 at 6:55 am NZDT. Clients that were synced before stay as they are.

      What happened
      Xero did not answer.

      What to do
      Nothing was lost; the next sync tries again. See status.xero.com if it lasts.

      Next sync
      Tuesday, 3 March 2026 at 6:10 pm NZDT

      Open integrations: https://portal.example.com/settings/integrations

      You get this mail because you are an admin of Kauri Accounting, or because your firm chose you. Which syncs are followed by a mail, and who gets it, are settings of your firm. Sync SYNC1.
      "
    `);
  });

  it('that is the third in a row says since when, and that it is the last for a while', () => {
    const mail = failureMail({ ...facts, row: { failures: 3, lastGoodAt: BEFORE } });
    expect(mail.subject).toBe('Client syncs keep failing: Xero did not answer. (Kauri Accounting)');
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "Your clients have not synced for a while

      The last 3 scheduled syncs from Xero Practice Manager failed. The last one that came through began on Sunday, 1 March 2026 at 6:10 pm NZDT. Clients that were synced before stay as they are.

      What happened last
      Xero did not answer.

      What to do
      Nothing was lost; the next sync tries again. See status.xero.com if it lasts.

      Next sync
      Tuesday, 3 March 2026 at 6:10 pm NZDT

      Further mails
      You get no more mails about failed scheduled syncs until they work again, and one when they do.

      Open integrations: https://portal.example.com/settings/integrations

      You get this mail because you are an admin of Kauri Accounting, or because your firm chose you. Which syncs are followed by a mail, and who gets it, are settings of your firm. Sync SYNC1.
      "
    `);
  });

  it('that is told before the third is no row yet', () => {
    const mail = failureMail({ ...facts, row: { failures: 2, lastGoodAt: BEFORE } });
    expect(mail.subject).toContain('Client sync failed');
    expect(mail.text).toContain('You get no more mails about failed scheduled syncs');
  });

  it('without an end stopped when it began', () => {
    const { text } = failureMail({ ...facts, sync: { ...sync, finishedAt: null } });
    expect(text).toContain('stopped on Tuesday, 3 March 2026 at 6:50 am NZDT.');
  });

  it('of a lost connection is for all admins', () => {
    const lost = failureOf('ConnectionBrokenError');
    const { text } = failureMail({ ...facts, sync: { ...sync, failure: lost }, failure: lost });
    expect(text.trimEnd().split('\n').at(-1)).toMatchInlineSnapshot(
      `"You get this mail because you are an admin of Kauri Accounting, or because you started this sync or were chosen for mails about problems. Sync SYNC1."`,
    );
  });
});

describe('mails about the connection', () => {
  it('tell the admins who left', () => {
    const mail = ownerLeftMail({ firm, portalUrl, ownerName: 'Ada' });
    expect(mail.subject).toBe('Ada, who connected Xero Practice Manager, has left (Kauri Accounting)');
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "Ada, who connected Xero Practice Manager, has left

      This concerns the connection of Kauri Accounting to Xero Practice Manager.

      What happened
      Ada connected Xero Practice Manager and can no longer use the portal. Syncs go on as before, by the access that Ada has in Xero; they end on the day that this access ends.

      What to do
      If Ada leaves the firm, connect again as somebody who stays. An admin disconnects and connects again under Settings, Integrations. It takes a minute, and all clients stay.

      Open integrations: https://portal.example.com/settings/integrations

      You get this mail, once, because you are an admin of Kauri Accounting.
      "
    `);
  });

  it('tell the admins when it ends', () => {
    const mail = grantEndingMail({ firm, portalUrl, endsAt: AT });
    expect(mail.subject).toBe('Your connection to Xero Practice Manager is about to end (Kauri Accounting)');
    expect(wordsOf(mail)).toMatchInlineSnapshot(`
      "Your connection to Xero Practice Manager is about to end

      This concerns the connection of Kauri Accounting to Xero Practice Manager.

      What happened
      Each sync renews the connection, but none could for more than seven weeks. Without one, Xero ends it on Tuesday, 3 March 2026 at 6:10 pm NZDT.

      What to do
      Start a sync under Clients. If it fails too, connect again. An admin disconnects and connects again under Settings, Integrations. It takes a minute, and all clients stay.

      Open integrations: https://portal.example.com/settings/integrations

      You get this mail, once, because you are an admin of Kauri Accounting.
      "
    `);
  });
});

describe('mails about MFA', () => {
  const mail = (reason: MfaMailReason, connected?: { by: string; at: Date }) =>
    mfaMail({ firm, name: 'Ben', connected, reason, portalUrl });

  it('say why, how and by when', () => {
    expect(wordsOf(mail('connected', { by: 'Ada', at: BEFORE }))).toMatchInlineSnapshot(`
      "Set up multi-factor authentication

      Hello Ben, your sign-in to the client portal of Kauri Accounting needs a second step besides the password: a code from an app on your phone.

      Why
      Ada connected Xero Practice Manager for Kauri Accounting on Sunday, 1 March 2026 at 6:10 pm NZDT. Xero requires multi-factor authentication of everybody in a firm that is connected, to protect the data of your clients.

      How
      It takes two minutes. Install an authenticator app (such as Google Authenticator, Microsoft Authenticator or Authy) on your phone. Sign in to the portal, open Configure MFA, scan the picture shown there with the app, type in the six digits that the app shows, and sign in again.

      By when
      Now: until it is set up, you can sign in but use nothing else of the portal.

      Configure MFA: https://portal.example.com/settings/mfa

      You get this mail because you are a user of Kauri Accounting. Two reminders follow, 3 and 7 days after connecting, unless it is set up by then.
      "
    `);
  });

  it('say that it is about to be needed', () => {
    expect(wordsOf(mail({ askedBy: 'Ada' }))).toMatchInlineSnapshot(`
      "Set up multi-factor authentication

      Hello Ben, your sign-in to the client portal of Kauri Accounting needs a second step besides the password: a code from an app on your phone.

      Why
      Kauri Accounting is about to connect Xero Practice Manager. Xero requires multi-factor authentication of everybody in a firm that is connected, to protect the data of your clients.

      How
      It takes two minutes. Install an authenticator app (such as Google Authenticator, Microsoft Authenticator or Authy) on your phone. Sign in to the portal, open Configure MFA, scan the picture shown there with the app, type in the six digits that the app shows, and sign in again.

      By when
      Before your firm connects. From then on, who lacks it can use nothing of the portal until it is set up.

      Configure MFA: https://portal.example.com/settings/mfa

      You get this mail because you are a user of Kauri Accounting. Ada asked us to remind you.
      "
    `);
  });

  it.each<[MfaMailReason, string, string]>([
    ['connected', '', 'Two reminders follow, 3 and 7 days after connecting, unless it is set up by then.'],
    ['reminder', 'Reminder: ', 'One more reminder follows, unless it is set up by then.'],
    ['last-reminder', 'Reminder: ', 'This is the last reminder.'],
    [{ askedBy: 'Ada' }, 'Reminder: ', 'Ada asked us to remind you.'],
  ])('for %o begin with %j', (reason, prefix, footer) => {
    const { subject, text } = mail(reason);
    expect(subject).toBe(`${prefix}Set up multi-factor authentication (Kauri Accounting)`);
    expect(text.endsWith(`You get this mail because you are a user of Kauri Accounting. ${footer}\n`)).toBe(
      true,
    );
  });
});

describe('what goes wrong with mails', () => {
  it('is said with the reason', () => {
    expect(new MailRefusedError('MessageRejected')).toMatchObject({
      kind: 'invalid',
      code: 'MAIL_REFUSED',
      message: 'The e-mail was refused: MessageRejected',
    });
  });

  it.each(['bounce', 'complaint'])('is stored: a %s', (kind) => {
    const problem = { kind, at: AT.toISOString() };
    expect(MailProblemSchema.parse(problem)).toStrictEqual(problem);
    expect(MailProblemSchema.safeParse({ ...problem, kind: '' }).success).toBe(false);
  });
});

describe('mails about a second factor that was changed', () => {
  const mail = (change: MfaChange) => mfaChangedMail({ firm, name: 'Ben', change, at: AT, portalUrl });

  it('say that it is on', () => {
    expect(wordsOf(mail('on'))).toMatchInlineSnapshot(`
      "Multi-factor authentication was switched on

      Hello Ben, this concerns your sign-in to the client portal of Kauri Accounting.

      What happened
      Since Tuesday, 3 March 2026 at 6:10 pm NZDT, whoever signs in as you needs a code from the authenticator app besides the password. All sessions were ended.

      What to do
      Nothing, if it was you. If not, somebody knows your password: choose another one at the sign-in, and ask an admin of your firm to reset your second step.

      Configure MFA: https://portal.example.com/settings/mfa

      You get this mail because you are a user of Kauri Accounting, whenever your second step is changed.
      "
    `);
  });

  it('say that it is off', () => {
    expect(wordsOf(mail('off'))).toMatchInlineSnapshot(`
      "Multi-factor authentication was switched off

      Hello Ben, this concerns your sign-in to the client portal of Kauri Accounting.

      What happened
      Since Tuesday, 3 March 2026 at 6:10 pm NZDT, whoever signs in as you needs the password alone.

      What to do
      Nothing, if it was you. If not, somebody used a session of yours: choose another password at the sign-in, switch the second step on again, and tell an admin of your firm.

      Configure MFA: https://portal.example.com/settings/mfa

      You get this mail because you are a user of Kauri Accounting, whenever your second step is changed.
      "
    `);
  });

  it('say who reset it', () => {
    expect(wordsOf(mail({ resetBy: 'Ada' }))).toMatchInlineSnapshot(`
      "Ada reset your multi-factor authentication

      Hello Ben, this concerns your sign-in to the client portal of Kauri Accounting.

      What happened
      Since Tuesday, 3 March 2026 at 6:10 pm NZDT, the codes of your authenticator app are no longer asked for. All sessions were ended.

      What to do
      Sign in with your password and set up the second step again. If you did not ask for it, talk to Ada.

      Configure MFA: https://portal.example.com/settings/mfa

      You get this mail because you are a user of Kauri Accounting, whenever your second step is changed.
      "
    `);
  });
});
