import type { Firm } from '../firm/firm.ts';
import { oneLine } from './html.ts';
import { layout, textSection } from './layout.ts';
import type { MailContent } from './sync-summary.ts';
import { whenIn } from './when.ts';

interface Facts {
  firm: Firm;
  portalUrl: string;
}

const HOW_TO_RECONNECT =
  'An admin disconnects and connects again under Settings, Integrations. It takes a minute, and all clients stay.';

/** To the admins, when whoever connected is no longer a user. */
export function ownerLeftMail({ firm, portalUrl, ownerName }: Facts & { ownerName: string }): MailContent {
  const owner = oneLine(ownerName, 80);
  return mail({ firm, portalUrl }, `${owner}, who connected Xero Practice Manager, has left`, [
    textSection(
      'What happened',
      `${owner} connected Xero Practice Manager and can no longer use the portal. Syncs go on as before, by the access that ${owner} has in Xero; they end on the day that this access ends.`,
    ),
    textSection(
      'What to do',
      `If ${owner} leaves the firm, connect again as somebody who stays. ${HOW_TO_RECONNECT}`,
    ),
  ]);
}

/** To the admins, when Xero is about to forget the connection because no sync could renew it. */
export function grantEndingMail({ firm, portalUrl, endsAt }: Facts & { endsAt: Date }): MailContent {
  const end = whenIn(firm.timeZone, endsAt);
  return mail({ firm, portalUrl }, 'Your connection to Xero Practice Manager is about to end', [
    textSection(
      'What happened',
      `Each sync renews the connection, but none could for more than seven weeks. Without one, Xero ends it on ${end}.`,
    ),
    textSection(
      'What to do',
      `Start a sync under Clients. If it fails too, connect again. ${HOW_TO_RECONNECT}`,
    ),
  ]);
}

function mail(
  { firm, portalUrl }: Facts,
  title: string,
  sections: Parameters<typeof layout>[0]['sections'],
): MailContent {
  const name = oneLine(firm.name, 60);
  const content = layout({
    title,
    lead: `This concerns the connection of ${name} to Xero Practice Manager.`,
    sections,
    button: { label: 'Open integrations', href: `${portalUrl}/settings/integrations` },
    footer: `You get this mail, once, because you are an admin of ${name}.`,
  });
  return { subject: oneLine(`${title} (${name})`, 180), ...content };
}
