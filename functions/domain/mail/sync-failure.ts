import type { Firm } from '../firm/firm.ts';
import type { Sync, SyncFailure } from '../sync/sync.ts';
import { oneLine } from './html.ts';
import { layout, textSection } from './layout.ts';
import type { MailContent } from './sync-summary.ts';
import { footerOf } from './sync-summary.ts';
import { whenIn } from './when.ts';

/** The mail after a sync that ended without completing: what happened, what to do. */
export function failureMail(facts: {
  firm: Firm;
  sync: Sync;
  failure: SyncFailure;
  nextSyncAt: Date | undefined;
  portalUrl: string;
}): MailContent {
  const { firm, sync, failure, nextSyncAt, portalUrl } = facts;
  const next =
    nextSyncAt === undefined
      ? 'None is planned until the firm is connected again.'
      : whenIn(firm.timeZone, nextSyncAt);
  const content = layout({
    title: 'Your clients could not be synced',
    lead: `The sync from Xero Practice Manager stopped on ${whenIn(firm.timeZone, new Date(sync.finishedAt ?? sync.startedAt))}. Clients that were synced before stay as they are.`,
    sections: [
      textSection('What happened', failure.message),
      textSection('What to do', failure.action),
      textSection('Next sync', next),
    ],
    button: { label: 'Open integrations', href: `${portalUrl}/settings/integrations` },
    footer: footerOf(sync, firm),
  });
  return {
    subject: oneLine(`Client sync failed: ${failure.message} (${oneLine(firm.name, 60)})`, 180),
    ...content,
  };
}
