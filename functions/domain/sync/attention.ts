import type { ClientRepository } from '../client/ports.ts';
import type { Connection } from '../connection/connection.ts';
import type { Gaps } from './announce.ts';
import { GAP_ROWS } from './announce.ts';
import type { SyncRepository } from './ports.ts';
import type { Attention, SyncCounts } from './sync.ts';

export interface AttentionDeps {
  clients: Pick<ClientRepository, 'gaps'>;
  syncs: Pick<SyncRepository, 'get' | 'issues'>;
}

const ISSUES_PER_READ = 1_000;

/** What a complete sync leaves for somebody to look at; `gaps` only if they had to be read. */
export async function attentionAfter(
  deps: AttentionDeps,
  { firmId, lastSync, connectedAt }: Connection,
  syncId: string,
  found: { counts: SyncCounts; issueCount: number },
): Promise<{ attention: Attention; gaps?: Gaps }> {
  const issues = found.issueCount === 0 ? {} : await countIssues(deps, firmId, syncId);
  // Clients change by syncs alone while connected: one that changed nothing needs not read them all.
  const before =
    isUnchanged(found.counts) && lastSync !== undefined && lastSync.finishedAt > connectedAt
      ? (await deps.syncs.get(firmId, lastSync.syncId))?.attention
      : undefined;
  if (before) return { attention: { ...before, issues } };
  const gaps = await deps.clients.gaps(firmId, GAP_ROWS);
  const { NO_PRIMARY_CONTACT, NO_EMAIL } = gaps.counts;
  return { attention: { issues, withoutPrimaryContact: NO_PRIMARY_CONTACT, withoutEmail: NO_EMAIL }, gaps };
}

function isUnchanged({ added, updated, restored, archived }: SyncCounts): boolean {
  return added + updated + restored + archived === 0;
}

async function countIssues(
  { syncs }: AttentionDeps,
  firmId: string,
  syncId: string,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let cursor: string | undefined;
  do {
    const page = await syncs.issues(firmId, syncId, { limit: ISSUES_PER_READ, ...(cursor && { cursor }) });
    for (const { code } of page.issues) counts[code] = (counts[code] ?? 0) + 1;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return counts;
}
