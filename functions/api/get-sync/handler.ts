import type { AuditLog } from '#domain/audit/ports.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { csvHeaders } from '#domain/csv/bounded-csv.ts';
import { DomainError } from '#domain/errors.ts';
import { exportIssues } from '#domain/sync/export-history.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import { syncOfRun } from '#domain/sync/run-record.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';
import type { MediaType } from '#runtime/media-types.ts';
import { actOf } from '../act.ts';

export interface Deps {
  audit: AuditLog;
  connections: ConnectionRepository;
  syncs: SyncRepository;
  clock: Clock;
}

interface Request {
  caller: Caller;
  path: { syncId: string };
  query: { issuesCursor?: string | undefined };
  accepts: MediaType;
}

const ISSUES_PER_PAGE = 50;

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { syncId }, query: { issuesCursor }, accepts }: Request) => {
    const { firmId } = caller.user;
    // In this order: a run that ends in between is in the history before it leaves the connection.
    const connection = await deps.connections.get(firmId);
    const ended = await deps.syncs.get(firmId, syncId);
    const run = connection?.run?.syncId === syncId ? connection.run : undefined;
    const sync = ended ?? (run === undefined ? undefined : syncOfRun(run, deps.clock.now()));
    if (sync === undefined) throw new DomainError('not-found', 'SYNC_NOT_FOUND', 'There is no such sync.');
    if (accepts === 'text/csv') return exported(deps, caller, syncId);
    const page = await deps.syncs.issues(firmId, syncId, {
      limit: ISSUES_PER_PAGE,
      ...(issuesCursor === undefined ? {} : { cursor: issuesCursor }),
    });
    return { body: { ...sync, issues: page.issues, issuesCursor: page.cursor ?? null } };
  };
}

async function exported(deps: Deps, caller: Caller, syncId: string) {
  const file = await exportIssues(deps.syncs, caller.user.firmId, syncId);
  const details = { syncId, issues: file.rows, cut: file.cut };
  await deps.audit.append(actOf(caller, deps.clock, 'SYNC_ISSUES_EXPORTED', details));
  return { text: file.csv, headers: csvHeaders(`sync-${syncId}`, file) };
}
