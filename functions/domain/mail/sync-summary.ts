import type { ClientGap } from '../client/client.ts';
import type { ClientRow } from '../client/ports.ts';
import type { Firm } from '../firm/firm.ts';
import { CONNECTION_LOST } from '../sync/failures.ts';
import { changesOf, countsInWords } from '../sync/summary.ts';
import type { Sync, SyncCounts, SyncIssue } from '../sync/sync.ts';
import { isAttended } from '../sync/trouble.ts';
import { html, link, oneLine } from './html.ts';
import type { Item, Section } from './layout.ts';
import { layout, listSection, textSection } from './layout.ts';
import { whenIn } from './when.ts';

const LISTED = 50;

export interface SummaryFacts {
  firm: Firm;
  sync: Sync;
  practiceName: string | null;
  gaps: { rows: readonly ClientRow[]; counts: Record<ClientGap, number> };
  /** The first issues; `sync.counts` and `issueCount` tell how many there are. */
  issues: readonly SyncIssue[];
  /** This sync ended what people had been told of. `lastGoodAt`: start of the last one before that came through. */
  over?: { lastGoodAt: Date | undefined } | undefined;
  nextSyncAt: Date | undefined;
  portalUrl: string;
}

export interface MailContent {
  subject: string;
  html: string;
  text: string;
}

/** The mail after a sync that completed. */
export function summaryMail(facts: SummaryFacts): MailContent {
  const { firm, sync, portalUrl } = facts;
  const content = layout({
    title: titleOf(facts),
    lead: leadOf(facts),
    sections: [
      ...overSection(facts),
      ...heldSection(facts),
      countsSection(sync.counts),
      ...skippedSection(facts),
      ...duplicatesSection(facts),
      ...gapSection(facts, 'NO_PRIMARY_CONTACT', 'Clients without a primary contact'),
      ...gapSection(facts, 'NO_EMAIL', 'Clients without an e-mail address'),
      nextSection(facts),
    ],
    button: { label: 'Open clients', href: `${portalUrl}/clients` },
    footer: footerOf(sync, firm),
  });
  return { subject: subjectOf(facts), ...content };
}

function subjectOf({ sync: { status, counts }, firm, over }: SummaryFacts): string {
  const words = {
    held: `Approval needed: ${people(counts.held)} missing from Xero Practice Manager`,
    partial: `Clients synced, ${people(counts.skipped)} ${counts.skipped === 1 ? 'needs' : 'need'} a look`,
  };
  const said =
    status === 'held'
      ? words.held
      : status === 'partial' && counts.skipped > 0
        ? words.partial
        : `${over === undefined ? 'Clients synced' : 'Clients are syncing again'}: ${countsInWords(counts)}`;
  return oneLine(`${said} (${oneLine(firm.name, 60)})`, 180);
}

function titleOf({ sync: { status, counts, trigger }, over }: SummaryFacts): string {
  if (status === 'held')
    return `${people(counts.held)} ${counts.held === 1 ? 'waits' : 'wait'} for your approval`;
  if (over !== undefined) return 'Your clients are syncing again';
  if (trigger === 'first') return 'Your first sync is complete';
  if (changesOf(counts) === 0) return 'Your clients are up to date';
  return status === 'partial' ? 'Your clients are synced, with exceptions' : 'Your clients are synced';
}

function leadOf({ sync, firm, practiceName }: SummaryFacts): string {
  const source =
    practiceName === null ? 'Xero Practice Manager' : `${oneLine(practiceName)} in Xero Practice Manager`;
  const at = whenIn(firm.timeZone, new Date(sync.finishedAt ?? sync.startedAt));
  return `The sync from ${source} finished on ${at}.`;
}

const COUNT_LABELS = [
  ['added', 'Added'],
  ['updated', 'Updated'],
  ['restored', 'Restored from the archive'],
  ['unchanged', 'Unchanged'],
  ['archived', 'Archived'],
  ['skipped', 'Skipped'],
  ['held', 'Waiting for approval'],
] as const;

function countsSection(counts: SyncCounts): Section {
  const always = new Set(['added', 'updated', 'unchanged', 'archived', 'skipped']);
  const rows = COUNT_LABELS.filter(([name]) => always.has(name) || counts[name] > 0);
  return {
    html: html`<table
      role="presentation"
      cellpadding="0"
      cellspacing="0"
      width="100%"
      style="border-collapse:collapse"
    >
      ${rows.map(
        ([name, label]) =>
          html`<tr>
            <td style="padding:6px 0;border-bottom:1px solid #e6eaef">${label}</td>
            <td align="right" style="padding:6px 0;border-bottom:1px solid #e6eaef">
              <strong>${number(counts[name])}</strong>
            </td>
          </tr>`,
      )}
    </table>`,
    text: rows.map(([name, label]) => `${label}: ${number(counts[name])}`).join('\n'),
  };
}

function overSection({ over, firm }: SummaryFacts): Section[] {
  if (over === undefined) return [];
  const { lastGoodAt } = over;
  const before = lastGoodAt === undefined ? '' : ` since ${whenIn(firm.timeZone, lastGoodAt)}`;
  return [textSection('It works again', `No sync had come through${before}. This one did.`)];
}

function heldSection({ sync, issues, portalUrl }: SummaryFacts): Section[] {
  if (sync.counts.held === 0) return [];
  const held = issues.filter((issue) => issue.code === 'REMOVAL_HELD');
  return [
    listSection(
      `${people(sync.counts.held)} ${sync.counts.held === 1 ? 'is' : 'are'} no longer in Xero Practice Manager`,
      `That is more than usual, so they were not archived. If it is right, an admin can approve it under ${portalUrl}/clients/manage; if not, restore them in Xero Practice Manager, and nothing will happen here.`,
      listed(held.map(issueItem), sync.counts.held),
    ),
  ];
}

function skippedSection({ sync, issues }: SummaryFacts): Section[] {
  const skipped = issues.filter(({ code }) => !TOLD_APART.has(code));
  if (skipped.length === 0) return [];
  return [
    listSection(
      'Records that need a look',
      'Everything else was synced. Correct these in Xero Practice Manager; the next sync picks them up.',
      listed(skipped.map(issueItem), Math.max(skipped.length, sync.counts.skipped)),
    ),
  ];
}

/** Issues that are no records to correct, and have a section of their own. */
const TOLD_APART: ReadonlySet<SyncIssue['code']> = new Set([
  'REMOVAL_HELD',
  'CLIENT_LINKED',
  'POSSIBLE_DUPLICATE',
]);

function duplicatesSection({ issues, portalUrl }: SummaryFacts): Section[] {
  const possible = issues.filter(({ code }) => code === 'POSSIBLE_DUPLICATE');
  const linked = issues.filter(({ code }) => code === 'CLIENT_LINKED');
  const where = `${portalUrl}/clients/manage`;
  return [
    ...(possible.length === 0
      ? []
      : [
          listSection(
            `Possible duplicates (${number(possible.length)})`,
            `Nothing was merged. An admin can link them or keep them apart under ${where}.`,
            listed(possible.map(issueItem), possible.length),
          ),
        ]),
    ...(linked.length === 0
      ? []
      : [
          listSection(
            `Linked with clients that were here already (${number(linked.length)})`,
            `They keep their id and history here. An admin can undo it under ${where}.`,
            listed(linked.map(issueItem), linked.length),
          ),
        ]),
  ];
}

function issueItem(issue: SyncIssue): Item {
  const name = oneLine(issue.name ?? '') || 'Unnamed record';
  const message = oneLine(issue.message, 200);
  return { html: html`${link(issue.webUrl, name)}: ${message}`, text: `${name}: ${message}` };
}

function gapSection({ gaps, portalUrl }: SummaryFacts, gap: ClientGap, title: string): Section[] {
  const count = gaps.counts[gap];
  if (count === 0) return [];
  const rows = gaps.rows.filter((row) => row.gap === gap);
  const items = rows.map((row) => {
    const name = oneLine(row.name);
    const xpm = row.webUrl?.startsWith('https://') === true ? ` ${row.webUrl}` : '';
    return { html: link(row.webUrl, name), text: `${name}${xpm}` };
  });
  const lead = `They are in the portal but cannot be written to. Complete them in Xero Practice Manager. All of them: ${portalUrl}/clients?gap=${gap}`;
  return [listSection(`${title} (${number(count)})`, lead, listed(items, count))];
}

function listed(items: readonly Item[], total: number): Item[] {
  const shown = items.slice(0, LISTED);
  if (total <= shown.length) return [...shown];
  const more = `and ${number(total - shown.length)} more`;
  return [...shown, { html: html`${more}`, text: more }];
}

function nextSection({ nextSyncAt, firm }: SummaryFacts): Section {
  return textSection(
    'Next sync',
    nextSyncAt === undefined ? 'None is planned.' : whenIn(firm.timeZone, nextSyncAt),
  );
}

export function footerOf(sync: Sync, firm: Firm): string {
  const isForAll = sync.failure !== null && CONNECTION_LOST.has(sync.failure.code);
  const name = oneLine(firm.name);
  const why = isForAll
    ? `You get this mail because you are an admin of ${name}, or because you started this sync or were chosen for mails about problems.`
    : isAttended(sync)
      ? 'You get this mail because you started this sync, or because you were told that syncs failed.'
      : `You get this mail because you are an admin of ${name}, or because your firm chose you. Which syncs are followed by a mail, and who gets it, are settings of your firm.`;
  return `${why} Sync ${sync.syncId}.`;
}

function people(count: number): string {
  return count === 1 ? '1 client' : `${number(count)} clients`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
