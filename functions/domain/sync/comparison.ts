import type { Likeness, StoredClient } from '../client/ports.ts';
import type { Incoming } from '../duplicate/duplicate.ts';
import { mapRecord, type MappedRecord } from '../practice/map-record.ts';
import type { PracticeRecord } from '../practice/ports.ts';
import type { PracticeClient } from '../practice/practice-client.ts';
import { ChangePages } from './change-pages.ts';
import { hashOf } from './hash.ts';
import type { Place } from './locate.ts';
import { incomingOf } from './match-added.ts';
import type { ChangePageRepository } from './ports.ts';
import { NO_COUNTS, type SyncCounts, type SyncIssue } from './sync.ts';

/** A record that names a client: the first one of its UUID. */
export interface Identified {
  xpmUuid: string;
  record: Exclude<MappedRecord, { kind: 'unidentified' }>;
}

/** A stored client that XPM archived, deleted or no longer lists. */
export interface Removal {
  clientId: string;
  name: string | null;
  xpmUuid: string;
  webUrl: string | null;
}

/** Issues kept; beyond that they are only counted. */
const MAX_ISSUES = 5_000;

/** One reading of a list against what is stored. Of an unchanged client nothing is kept but its UUID. */
export class Comparison {
  readonly counts: SyncCounts = { ...NO_COUNTS };
  readonly issues: SyncIssue[] = [];
  readonly removals: Removal[] = [];
  readonly pages: ChangePages;
  issueCount = 0;
  /** False once something unidentified was listed. */
  absenceCounts = true;
  /** Changes and flagged removals that the delta did not show. */
  missedChanges = 0;
  missedRemovals = 0;
  private readonly seen = new Set<string>();

  constructor(
    firmId: string,
    syncId: string,
    pages: Pick<ChangePageRepository, 'put'>,
    /** UUIDs that the delta named, when this sync measures. */
    private readonly inDelta: ReadonlySet<string> | null,
    /** Who is added may be here already. */
    private readonly added: { place(incoming: Incoming): Promise<Likeness | undefined> },
  ) {
    this.pages = new ChangePages((page, changes) => pages.put(firmId, syncId, page, changes));
  }

  /** Undefined when nothing but an issue comes of the record. */
  identify(practiceRecord: PracticeRecord): Identified | undefined {
    const record = mapRecord(practiceRecord);
    this.counts.seen += 1;
    if (record.kind === 'unidentified') {
      this.absenceCounts = false;
      this.skip(record.issue);
      return undefined;
    }
    const xpmUuid = uuidOf(record);
    if (this.seen.has(xpmUuid)) {
      this.skip(duplicateOf(record));
      return undefined;
    }
    this.seen.add(xpmUuid);
    return { xpmUuid, record };
  }

  async compare({ xpmUuid, record }: Identified, { at, stored, unfinished }: Place): Promise<void> {
    if (record.kind === 'invalid') {
      this.skip(record.issue);
      return;
    }
    const isMiss = this.inDelta?.has(xpmUuid) === false;
    if (record.kind === 'removed') {
      if (stored === undefined || stored.archived) return;
      if (isMiss) this.missedRemovals += 1;
      this.removals.push({
        clientId: stored.clientId,
        name: record.name,
        xpmUuid: record.xpmUuid,
        webUrl: record.webUrl,
      });
      return;
    }
    record.issues.forEach((issue) => {
      this.report(issue);
    });
    const { client } = record;
    const hash = hashOf(client);
    const same = stored === undefined ? await this.added.place(incomingOf(at, client)) : undefined;
    if (same !== undefined) this.note(linkedWith(same, client));
    const clientId = stored?.clientId ?? same?.clientId ?? at;
    // Also of a link that a sync which was killed left without the id it came from.
    const linkFrom = same !== undefined || unfinished === true ? at : undefined;
    const kind = linkFrom === undefined ? kindOf(stored, hash) : 'updated';
    this.counts[kind] += 1;
    if (kind === 'unchanged') return;
    if (isMiss) this.missedChanges += 1;
    const upsert = { kind: 'upsert' as const, clientId, hash, client };
    await this.pages.add(linkFrom === undefined ? upsert : { ...upsert, linkFrom });
  }

  /** Clients that came from XPM, are current and were not named by what was read so far. */
  absent(stored: Iterable<StoredClient>): Removal[] {
    const removals: Removal[] = [];
    for (const { clientId, xpmUuid, archived } of stored) {
      if (xpmUuid === undefined || archived) continue;
      if (this.seen.has(xpmUuid)) continue;
      removals.push({ clientId, name: null, xpmUuid, webUrl: null });
    }
    return removals;
  }

  /** Needs a look. */
  report(issue: SyncIssue): void {
    this.issueCount += 1;
    this.note(issue);
  }

  /** Is good to know. */
  private note(issue: SyncIssue): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue);
  }

  private skip(issue: SyncIssue): void {
    this.counts.skipped += 1;
    this.report(issue);
  }
}

function kindOf(
  stored: StoredClient | undefined,
  hash: string,
): 'added' | 'restored' | 'updated' | 'unchanged' {
  if (stored === undefined) return 'added';
  if (stored.archived) return 'restored';
  return stored.hash === hash ? 'unchanged' : 'updated';
}

function linkedWith({ name }: Likeness, { xpmUuid, details }: PracticeClient): SyncIssue {
  const message = `It was linked with "${name}", which was added here with the same name and e-mail. An admin can undo that under Possible duplicates.`;
  return { code: 'CLIENT_LINKED', message, name: details.name, xpmUuid, webUrl: details.webUrl ?? null };
}

function uuidOf(record: Identified['record']): string {
  return record.kind === 'current' ? record.client.xpmUuid : record.xpmUuid;
}

function duplicateOf(record: Identified['record']): SyncIssue {
  const message = 'XPM listed this UUID twice; the first record counts.';
  const xpmUuid = uuidOf(record);
  if (record.kind === 'invalid') return { ...record.issue, code: 'RECORD_DUPLICATE', message };
  const { name, webUrl = null } = record.kind === 'current' ? record.client.details : record;
  return { code: 'RECORD_DUPLICATE', message, name, xpmUuid, webUrl };
}
