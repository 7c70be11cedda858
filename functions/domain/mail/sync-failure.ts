import type { Firm } from '../firm/firm.ts';
import type { Sync, SyncFailure } from '../sync/sync.ts';
import { FAILURES_TILL_TOLD } from '../sync/trouble.ts';
import { oneLine } from './html.ts';
import { layout, textSection } from './layout.ts';
import type { MailContent } from './sync-summary.ts';
import { footerOf } from './sync-summary.ts';
import { whenIn } from './when.ts';

/** Above all that we say ourselves; what Xero said may stand in it. */
const WORDS = 600;

/** The mail after a sync that ended without completing: what happened, what to do. */
export function failureMail(facts: {
  firm: Firm;
  sync: Sync;
  failure: SyncFailure;
  /** What is told now, and not again before it is over. `lastGoodAt`: start of the last sync that came through. */
  row?: { failures: number; lastGoodAt: Date | undefined } | undefined;
  nextSyncAt: Date | undefined;
  portalUrl: string;
}): MailContent {
  const { firm, sync, failure, row, nextSyncAt, portalUrl } = facts;
  const next =
    nextSyncAt === undefined
      ? 'None is planned until the firm is connected again.'
      : whenIn(firm.timeZone, nextSyncAt);
  const isLasting = row !== undefined && row.failures >= FAILURES_TILL_TOLD;
  const stopped = whenIn(firm.timeZone, new Date(sync.finishedAt ?? sync.startedAt));
  const content = layout({
    title: isLasting ? 'Your clients have not synced for a while' : 'Your clients could not be synced',
    lead: isLasting
      ? `The last ${String(row.failures)} scheduled syncs from Xero Practice Manager failed.${cameThrough(firm, row.lastGoodAt)} Clients that were synced before stay as they are.`
      : `The sync from Xero Practice Manager stopped on ${stopped}. Clients that were synced before stay as they are.`,
    sections: [
      textSection(isLasting ? 'What happened last' : 'What happened', oneLine(failure.message, WORDS)),
      textSection('What to do', oneLine(failure.action, WORDS)),
      textSection('Next sync', next),
      ...(row === undefined ? [] : [QUIET]),
    ],
    button: { label: 'Open integrations', href: `${portalUrl}/settings/integrations` },
    footer: footerOf(sync, firm),
  });
  const subject = isLasting ? 'Client syncs keep failing' : 'Client sync failed';
  return {
    subject: oneLine(`${subject}: ${failure.message} (${oneLine(firm.name, 60)})`, 180),
    ...content,
  };
}

function cameThrough({ timeZone }: Firm, at: Date | undefined): string {
  return at === undefined ? '' : ` The last one that came through began on ${whenIn(timeZone, at)}.`;
}

const QUIET = textSection(
  'Further mails',
  'You get no more mails about failed scheduled syncs until they work again, and one when they do.',
);
