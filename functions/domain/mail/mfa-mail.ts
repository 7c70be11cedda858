import type { Firm } from '../firm/firm.ts';
import { oneLine } from './html.ts';
import { layout, textSection } from './layout.ts';
import type { MailContent } from './sync-summary.ts';
import { whenIn } from './when.ts';

export interface MfaMailFacts {
  firm: Firm;
  name: string;
  /** Absent while nothing demands MFA yet. */
  connected: { by: string; at: Date } | undefined;
  reason: MfaMailReason;
  portalUrl: string;
}

export type MfaMailReason =
  | 'connected' // the first one
  | 'reminder'
  | 'last-reminder'
  | { askedBy: string };

/** Asks a user to switch MFA on: what, why, how, by when. */
export function mfaMail({ firm, name, connected, reason, portalUrl }: MfaMailFacts): MailContent {
  const firmName = oneLine(firm.name, 60);
  const content = layout({
    title: 'Set up multi-factor authentication',
    lead: `Hello ${oneLine(name, 80)}, your sign-in to the client portal of ${firmName} needs a second step besides the password: a code from an app on your phone.`,
    sections: [
      textSection('Why', why(firmName, firm.timeZone, connected)),
      textSection(
        'How',
        'It takes two minutes. Install an authenticator app (such as Google Authenticator, Microsoft Authenticator or Authy) on your phone. Sign in to the portal, open Configure MFA, scan the picture shown there with the app, type in the six digits that the app shows, and sign in again.',
      ),
      textSection(
        'By when',
        connected === undefined
          ? 'Before your firm connects. From then on, who lacks it can use nothing of the portal until it is set up.'
          : 'Now: until it is set up, you can sign in but use nothing else of the portal.',
      ),
    ],
    button: { label: 'Configure MFA', href: `${portalUrl}/settings/mfa` },
    footer: `You get this mail because you are a user of ${firmName}. ${footer(reason)}`,
  });
  return {
    subject: oneLine(`${prefix(reason)}Set up multi-factor authentication (${firmName})`, 180),
    ...content,
  };
}

function why(firmName: string, timeZone: string, connected: MfaMailFacts['connected']): string {
  const rule =
    'Xero requires multi-factor authentication of everybody in a firm that is connected, to protect the data of your clients.';
  return connected === undefined
    ? `${firmName} is about to connect Xero Practice Manager. ${rule}`
    : `${oneLine(connected.by, 80)} connected Xero Practice Manager for ${firmName} on ${whenIn(timeZone, connected.at)}. ${rule}`;
}

function prefix(reason: MfaMailReason): string {
  return reason === 'connected' ? '' : 'Reminder: ';
}

function footer(reason: MfaMailReason): string {
  switch (reason) {
    case 'connected':
      return 'Two reminders follow, 3 and 7 days after connecting, unless it is set up by then.';
    case 'reminder':
      return 'One more reminder follows, unless it is set up by then.';
    case 'last-reminder':
      return 'This is the last reminder.';
    default:
      return `${oneLine(reason.askedBy, 80)} asked us to remind you.`;
  }
}
