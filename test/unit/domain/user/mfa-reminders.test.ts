import { beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '#domain/mail/deliver.ts';
import type { MailContent } from '#domain/mail/sync-summary.ts';
import { mfaMail } from '#domain/mail/mfa-mail.ts';
import { announceMfa, deliverSoon, makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { makeHandler as makeDeliverDue } from '../../../../functions/trigger/deliver-mail/handler.ts';
import { makeHandler as makeRemind } from '../../../../functions/api/remind-user-mfa/handler.ts';
import { aConnection, aFirm, aUser, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryAuditLog } from '../../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../../support/fakes/firm-repository.ts';
import { RecordingMailer } from '../../../support/fakes/mailer.ts';
import { InMemoryMailProblemRepository } from '../../../support/fakes/mail-problem-repository.ts';
import { InMemoryOutbox } from '../../../support/fakes/outbox.ts';
import { FakeClock } from '../../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../../support/fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../../support/fakes/user-repository.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CONNECTED_AT = '2026-03-02T18:00:00.000Z';
const CONNECTION = aConnection({ connectedAt: CONNECTED_AT });
const PORTAL = 'https://portal.example';

async function makeDeps() {
  const users = new InMemoryUserRepository();
  for (const userId of ['ada', 'bo', 'cy']) await users.put(aUser(userId));
  await users.put(aUser('old', { active: false }));
  const firms = new InMemoryFirmRepository();
  await firms.create(aFirm());
  const connections = new InMemoryConnectionRepository();
  connections.seed(CONNECTION);
  const directory = new InMemoryUserDirectory();
  directory.withMfa.add('ada');
  return {
    users,
    firms,
    connections,
    directory,
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    mailProblems: new InMemoryMailProblemRepository(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(CONNECTED_AT),
    portalUrl: PORTAL,
    onProblem: () => undefined,
    isWanted: makeMfaMailCheck({ users, directory, connections }),
  };
}
let deps: Awaited<ReturnType<typeof makeDeps>>;
beforeEach(async () => {
  deps = await makeDeps();
});
const connect = async () => deliverSoon(deps, await announceMfa(deps, CONNECTION));
/** Who got a mail since the last call. */
const sent = () => deps.mailer.sent.splice(0).map(({ to }) => to.split('@')[0]);
/** What goes out when this time has passed. */
async function after(milliseconds: number) {
  deps.clock.advance(milliseconds);
  await makeDeliverDue(deps)();
  return sent();
}

describe('mails after a connect', () => {
  it('go to every active user without MFA at once, on day 3 and on day 7, and then never', async () => {
    await connect();
    expect(sent()).toEqual(['bo', 'cy']);
    expect(await after(3 * DAY - 1)).toEqual([]);
    expect(await after(1)).toEqual(['bo', 'cy']);
    expect(await after(4 * DAY - 1)).toEqual([]);
    expect(await after(1)).toEqual(['bo', 'cy']);
    expect(await after(400 * DAY)).toEqual([]);
  });

  it('are the same ones however often the connect is announced', async () => {
    await connect();
    await connect();
    expect(sent()).toEqual(['bo', 'cy']);
    expect(deps.outbox.all()).toHaveLength(9);
  });

  it('end for who has MFA by then, is inactive or gone', async () => {
    await connect();
    sent();
    deps.directory.withMfa.add('bo');
    expect(await after(3 * DAY)).toEqual(['cy']);
    deps.directory.withMfa.delete('bo');
    await deps.users.put(aUser('cy', { active: false }));
    expect(await after(4 * DAY)).toEqual(['bo']);
  });

  it.each([
    ['disconnected', aConnection({ connectedAt: CONNECTED_AT, state: 'disconnected', epoch: 2 }), []],
    ['broken', aConnection({ connectedAt: CONNECTED_AT, state: 'broken', epoch: 2 }), ['bo', 'cy']],
    ['connected anew', aConnection({ connectedAt: '2026-03-03T00:00:00.000Z', epoch: 3 }), []],
  ])('go on or not when the firm is %s', async (_what, connection, expected) => {
    await connect();
    sent();
    deps.connections.seed(connection);
    expect(await after(3 * DAY)).toEqual(expected);
  });

  it('wait while the sign-in service does not answer', async () => {
    const hasMfa = deps.directory.hasMfa.bind(deps.directory);
    deps.directory.hasMfa = () => Promise.reject(new Error('down'));
    await connect();
    expect(sent()).toEqual([]);
    deps.directory.hasMfa = hasMfa;
    expect(await after(5 * 60_000)).toEqual(['bo', 'cy']);
  });

  it('are left to the schedule beyond what a caller can wait for', async () => {
    for (let index = 0; index < 40; index += 1) await deps.users.put(aUser(`u${String(index)}`));
    await connect();
    const first = sent();
    expect(first.length).toBeLessThanOrEqual(25);
    expect(new Set([...first, ...(await after(0))]).size).toBe(42);
  });

  it('without a condition need no check', async () => {
    const { outbox, mailer, mailProblems, users, clock, onProblem } = deps;
    const plain = { outbox, mailer, mailProblems, users, clock, onProblem };
    const mail = { mailId: 'm', firmId: FIRM_ID, to: 'x@example.com', subject: 's', html: 'h', text: 't' };
    await deps.outbox.put(mail, deps.clock.now());
    expect(await deliver(plain, [mail])).toEqual({ sent: 1, waiting: 0 });
  });
});

describe('POST /users/{userId}/mfa-reminder', () => {
  const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };
  const remind = (userId: string) => makeRemind(deps)({ caller, path: { userId } });

  it('sends one mail an hour, whoever asks', async () => {
    expect((await remind('bo')).body).toEqual({ email: 'bo@example.com' });
    expect(deps.mailer.sent[0]?.text).toContain('User ada asked us to remind you.');
    expect(sent()).toEqual(['bo']);
    deps.clock.advance(HOUR - 1);
    await expect(remind('bo')).rejects.toMatchObject({ kind: 'too-many', code: 'REMINDED_RECENTLY' });
    await remind('cy');
    deps.clock.advance(1);
    await remind('bo');
    expect(sent()).toEqual(['cy', 'bo']);
    expect(deps.audit.events.map(({ action, details }) => [action, details['userId']])).toEqual([
      ['MFA_REMINDED', 'bo'],
      ['MFA_REMINDED', 'cy'],
      ['MFA_REMINDED', 'bo'],
    ]);
  });

  it('sends none to who has MFA, is inactive, unknown or of another firm', async () => {
    await deps.users.put(aUser('eve', { firmId: '22222222-2222-4222-8222-222222222222' }));
    const codes = [];
    for (const userId of ['ada', 'old', 'none', 'eve']) {
      codes.push(await remind(userId).catch((error: unknown) => (error as { code: string }).code));
    }
    expect(codes).toEqual(['MFA_ALREADY_ON', 'USER_INACTIVE', 'USER_NOT_FOUND', 'USER_NOT_FOUND']);
    expect(sent()).toEqual([]);
    expect(deps.outbox.all()).toEqual([]);
  });

  it('may also go out before connecting', async () => {
    deps.connections.seed(aConnection({ state: 'disconnected' }));
    await remind('bo');
    expect(deps.mailer.sent[0]?.text).toContain('is about to connect');
  });
});

describe('the mail about MFA', () => {
  const mail = (changes: Partial<Parameters<typeof mfaMail>[0]> = {}): MailContent =>
    mfaMail({
      firm: aFirm(),
      name: 'Bo',
      connected: { by: 'Ada', at: new Date(CONNECTED_AT) },
      reason: 'connected',
      portalUrl: PORTAL,
      ...changes,
    });

  it('says what, why, how and by when, in both of its forms', () => {
    const { subject, html, text } = mail();
    expect(subject).toBe('Set up multi-factor authentication (Kauri Accounting)');
    for (const form of [html, text]) {
      for (const words of [
        'a code from an app',
        'Ada connected Xero Practice Manager for Kauri Accounting on Tuesday, 3 March 2026',
        'Install an authenticator app',
        'Now: until it is set up',
        `${PORTAL}/settings/mfa`,
        'Two reminders follow',
      ]) {
        expect(form).toContain(words);
      }
    }
  });

  it('tells reminders apart, and escapes names', () => {
    expect(mail({ reason: 'reminder' }).subject).toMatch(/^Reminder: /);
    expect(mail({ reason: 'last-reminder' }).text).toContain('This is the last reminder.');
    const hostile = mail({ name: '<img src=x>\n', reason: { askedBy: '"><b>' } });
    expect(hostile.html).not.toMatch(/<img|<b>/);
    expect(mail({ firm: aFirm({ name: 'A\r\nBcc: x' }) }).subject).not.toMatch(/[\r\n]/);
  });
});
