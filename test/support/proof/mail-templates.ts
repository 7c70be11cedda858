import { grantEndingMail, ownerLeftMail } from '#domain/mail/connection-mail.ts';
import { type MfaChange, mfaChangedMail } from '#domain/mail/mfa-changed-mail.ts';
import { mfaMail, type MfaMailReason } from '#domain/mail/mfa-mail.ts';
import { failureMail } from '#domain/mail/sync-failure.ts';
import { type MailContent, type SummaryFacts, summaryMail } from '#domain/mail/sync-summary.ts';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS, type SyncIssue } from '#domain/sync/sync.ts';
import { aFirm, aSync } from '../builders.ts';

export const PORTAL = 'https://portal.example.com';
export const XPM = 'https://practicemanager.xero.com/Client/7/Detail';
const AT = new Date('2026-03-03T05:10:00.000Z');

/** What comes from outside: names of firm, people and practice; names of clients; words about what went wrong. */
export interface Texts {
  name: string;
  client: string;
  error: string;
}
export const PLAIN: Texts = { name: 'Plain', client: 'Client', error: 'It went wrong.' };

function summary({ name, client, error }: Texts, changes: Partial<SummaryFacts> = {}): MailContent {
  const codes: SyncIssue['code'][] = [
    'RECORD_INVALID',
    'RECORD_UNIDENTIFIED',
    'RECORD_DUPLICATE',
    'CONTACT_INVALID',
    'REMOVAL_HELD',
    'CLIENT_LINKED',
    'POSSIBLE_DUPLICATE',
  ];
  const row = { clientId: 'c', name: client, status: 'client' as const, webUrl: XPM };
  return summaryMail({
    firm: aFirm({ name }),
    sync: aSync({ status: 'partial', counts: { ...NO_COUNTS, seen: 9, added: 3, skipped: 4 } }),
    practiceName: name,
    gaps: {
      rows: [
        { ...row, gap: 'NO_EMAIL' },
        { ...row, gap: 'NO_PRIMARY_CONTACT' },
      ],
      counts: { NO_EMAIL: 1, NO_PRIMARY_CONTACT: 1 },
    },
    issues: codes.map((code) => ({ code, message: error, name: client, xpmUuid: 'x', webUrl: XPM })),
    nextSyncAt: AT,
    portalUrl: PORTAL,
    ...changes,
  });
}

function failure({ name, error }: Texts, failures?: number): MailContent {
  const { code } = failureOf('PracticeRefusedError');
  const told = { code, message: `XPM refused. It said: "${error}".`, action: error };
  return failureMail({
    firm: aFirm({ name }),
    sync: aSync({ status: 'failed', failure: told }),
    failure: told,
    row: failures === undefined ? undefined : { failures, lastGoodAt: AT },
    nextSyncAt: AT,
    portalUrl: PORTAL,
  });
}

const mfa =
  (reasonOf: (name: string) => MfaMailReason, isConnected = true) =>
  ({ name }: Texts) =>
    mfaMail({
      firm: aFirm({ name }),
      name,
      connected: isConnected ? { by: name, at: AT } : undefined,
      reason: reasonOf(name),
      portalUrl: PORTAL,
    });

const mfaChanged =
  (changeBy: (name: string) => MfaChange) =>
  ({ name }: Texts) =>
    mfaChangedMail({ firm: aFirm({ name }), name, change: changeBy(name), at: AT, portalUrl: PORTAL });

/** Every mail that the product sends by itself. */
export const TEMPLATES: Readonly<Record<string, (texts: Texts) => MailContent>> = {
  summary,
  'summary of a first sync': (texts) => summary(texts, { sync: aSync({ trigger: 'first' }) }),
  'summary with held removals': (texts) =>
    summary(texts, { sync: aSync({ status: 'held', counts: { ...NO_COUNTS, held: 42 } }) }),
  'summary after trouble': (texts) => summary(texts, { over: { lastGoodAt: AT } }),
  failure: (texts) => failure(texts),
  'failures in a row': (texts) => failure(texts, 3),
  'MFA wanted': mfa(() => 'connected'),
  'MFA reminder': mfa(() => 'reminder'),
  'last MFA reminder': mfa(() => 'last-reminder'),
  'MFA asked for': mfa((askedBy) => ({ askedBy }), false),
  'MFA on': mfaChanged(() => 'on'),
  'MFA off': mfaChanged(() => 'off'),
  'MFA reset': mfaChanged((resetBy) => ({ resetBy })),
  'owner left': ({ name }) => ownerLeftMail({ firm: aFirm({ name }), ownerName: name, portalUrl: PORTAL }),
  'grant ends': ({ name }) => grantEndingMail({ firm: aFirm({ name }), endsAt: AT, portalUrl: PORTAL }),
};
