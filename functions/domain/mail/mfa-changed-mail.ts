import type { Firm } from '../firm/firm.ts';
import { oneLine } from './html.ts';
import { layout, textSection } from './layout.ts';
import type { MailContent } from './sync-summary.ts';
import { whenIn } from './when.ts';

export type MfaChange = 'on' | 'off' | { resetBy: string };

export interface MfaChangedFacts {
  firm: Firm;
  name: string;
  change: MfaChange;
  at: Date;
  portalUrl: string;
}

/** Tells a user that their second factor was changed, and what to do if it was not they who did it. */
export function mfaChangedMail({ firm, name, change, at, portalUrl }: MfaChangedFacts): MailContent {
  const firmName = oneLine(firm.name, 60);
  const { title, effect, next } = wordsOf(change);
  const content = layout({
    title,
    lead: `Hello ${oneLine(name, 80)}, this concerns your sign-in to the client portal of ${firmName}.`,
    sections: [
      textSection('What happened', `Since ${whenIn(firm.timeZone, at)}, ${effect}`),
      textSection('What to do', next),
    ],
    button: { label: 'Configure MFA', href: `${portalUrl}/settings/mfa` },
    footer: `You get this mail because you are a user of ${firmName}, whenever your second step is changed.`,
  });
  return { subject: oneLine(`${title} (${firmName})`, 180), ...content };
}

function wordsOf(change: MfaChange): { title: string; effect: string; next: string } {
  switch (change) {
    case 'on':
      return {
        title: 'Multi-factor authentication was switched on',
        effect:
          'whoever signs in as you needs a code from the authenticator app besides the password. All sessions were ended.',
        next: 'Nothing, if it was you. If not, somebody knows your password: choose another one at the sign-in, and ask an admin of your firm to reset your second step.',
      };
    case 'off':
      return {
        title: 'Multi-factor authentication was switched off',
        effect: 'whoever signs in as you needs the password alone.',
        next: 'Nothing, if it was you. If not, somebody used a session of yours: choose another password at the sign-in, switch the second step on again, and tell an admin of your firm.',
      };
    default: {
      const admin = oneLine(change.resetBy, 80);
      return {
        title: `${admin} reset your multi-factor authentication`,
        effect: 'the codes of your authenticator app are no longer asked for. All sessions were ended.',
        next: `Sign in with your password and set up the second step again. If you did not ask for it, talk to ${admin}.`,
      };
    }
  }
}
