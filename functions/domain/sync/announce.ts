import type { ClientRepository } from '../client/ports.ts';
import type { Connection } from '../connection/connection.ts';
import type { Firm } from '../firm/firm.ts';
import type { FirmRepository } from '../firm/ports.ts';
import type { Outbox } from '../mail/ports.ts';
import { failureMail } from '../mail/sync-failure.ts';
import type { MailContent } from '../mail/sync-summary.ts';
import { summaryMail } from '../mail/sync-summary.ts';
import type { Clock } from '../system.ts';
import type { UserRepository } from '../user/ports.ts';
import { CONNECTION_ENDED } from './failures.ts';
import type { SyncRepository } from './ports.ts';
import { type Circumstances, recipientsOf } from './summary.ts';
import type { Sync, SyncIssue } from './sync.ts';

export interface AnnounceDeps {
  firms: FirmRepository;
  users: UserRepository;
  clients: Pick<ClientRepository, 'countSynced' | 'gaps'>;
  syncs: SyncRepository;
  outbox: Outbox;
  clock: Clock;
  portalUrl: string;
}

export type Gaps = Awaited<ReturnType<ClientRepository['gaps']>>;

/** Enough rows that the first 50 of either gap are among them, in all but the oddest practices. */
export const GAP_ROWS = 500;
const ISSUES_PER_READ = 200;
const ISSUES = 2000;

/** The mail of one sync to one user, whatever it says: repeating the end of a sync repeats no mail. */
export function mailIdOf(syncId: string, userId: string): string {
  return `sync/${syncId}/${userId}`;
}

/** Every mail that there may be about a sync. */
export async function mailsOf(
  { users }: Pick<AnnounceDeps, 'users'>,
  firmId: string,
  syncId: string,
): Promise<{ firmId: string; mailId: string }[]> {
  return (await users.list(firmId)).map(({ userId }) => ({ firmId, mailId: mailIdOf(syncId, userId) }));
}

/** Puts the mails about an ended sync into the outbox; answers their ids. Repeatable. */
export async function announce(
  deps: AnnounceDeps,
  firmId: string,
  connection: Connection | undefined,
  sync: Sync,
  circumstances: Circumstances,
  /** Read here when not given. */
  gaps?: Gaps,
): Promise<{ firmId: string; mailId: string }[]> {
  const [firm, users] = await Promise.all([deps.firms.get(firmId), deps.users.list(firmId)]);
  const recipients = firm === undefined ? [] : recipientsOf(sync, firm, users, circumstances);
  if (firm === undefined || recipients.length === 0) return [];

  const content = await contentOf(deps, firm, connection, sync, circumstances, gaps);
  const now = deps.clock.now();
  const { requestId } = sync;
  const cause = requestId === undefined ? {} : { requestId };
  for (const { userId, email } of recipients) {
    const mailId = mailIdOf(sync.syncId, userId);
    await deps.outbox.put({ mailId, firmId, to: email, userId, ...cause, ...content }, now);
  }
  return recipients.map(({ userId }) => ({ firmId, mailId: mailIdOf(sync.syncId, userId) }));
}

async function contentOf(
  deps: AnnounceDeps,
  firm: Firm,
  connection: Connection | undefined,
  sync: Sync,
  { attended, isTurn, failures }: Circumstances,
  known: Gaps | undefined,
): Promise<MailContent> {
  const { portalUrl } = deps;
  const nextSyncAt = connection?.dueAt === undefined ? undefined : new Date(connection.dueAt);
  const lastGoodAt = connection?.watermark === undefined ? undefined : new Date(connection.watermark);
  const { failure } = sync;
  if (failure !== null) {
    const row =
      isTurn && !attended && !CONNECTION_ENDED.has(failure.code) ? { failures, lastGoodAt } : undefined;
    return failureMail({ firm, sync, failure, row, nextSyncAt, portalUrl });
  }
  const [gaps, issues, counted] = await Promise.all([
    known ?? deps.clients.gaps(firm.firmId, GAP_ROWS),
    issuesOf(deps.syncs, firm.firmId, sync),
    withUnchanged(deps, firm.firmId, sync),
  ]);
  const practiceName = connection?.practice.name ?? null;
  const over = isTurn ? { lastGoodAt } : undefined;
  return summaryMail({ firm, sync: counted, practiceName, gaps, issues, over, nextSyncAt, portalUrl });
}

/** A delta sees only what changed; who reads the mail thinks of all clients. */
async function withUnchanged(deps: AnnounceDeps, firmId: string, sync: Sync): Promise<Sync> {
  if (sync.mode !== 'delta') return sync;
  const { added, updated, restored } = sync.counts;
  const unchanged = Math.max(0, (await deps.clients.countSynced(firmId)) - added - updated - restored);
  return { ...sync, counts: { ...sync.counts, unchanged } };
}

/** Skipped records may stand behind hundreds of held removals. */
async function issuesOf(syncs: SyncRepository, firmId: string, sync: Sync): Promise<SyncIssue[]> {
  const found: SyncIssue[] = [];
  let cursor: string | undefined;
  do {
    const page = await syncs.issues(firmId, sync.syncId, {
      limit: ISSUES_PER_READ,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.issues);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < ISSUES);
  return found;
}
