import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import { syncOfRun } from '#domain/sync/run-record.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  connections: ConnectionRepository;
  syncs: SyncRepository;
  clock: Clock;
}

interface Request {
  caller: Caller;
  path: { syncId: string };
  query: { issuesCursor?: string | undefined };
}

const ISSUES_PER_PAGE = 50;

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { syncId }, query: { issuesCursor } }: Request) => {
    const { firmId } = caller.user;
    // In this order: a run that ends in between is in the history before it leaves the connection.
    const connection = await deps.connections.get(firmId);
    const ended = await deps.syncs.get(firmId, syncId);
    const run = connection?.run?.syncId === syncId ? connection.run : undefined;
    const sync = ended ?? (run === undefined ? undefined : syncOfRun(run, deps.clock.now()));
    if (sync === undefined) throw new DomainError('not-found', 'SYNC_NOT_FOUND', 'There is no such sync.');
    const page = await deps.syncs.issues(firmId, syncId, {
      limit: ISSUES_PER_PAGE,
      ...(issuesCursor === undefined ? {} : { cursor: issuesCursor }),
    });
    return { body: { ...sync, issues: page.issues, issuesCursor: page.cursor ?? null } };
  };
}
