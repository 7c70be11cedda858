import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { csvHeaders } from '#domain/csv/bounded-csv.ts';
import { exportSyncs } from '#domain/sync/export-history.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import { RunPhaseSchema } from '#domain/sync/run.ts';
import { syncOfRun } from '#domain/sync/run-record.ts';
import type { Sync } from '#domain/sync/sync.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';
import type { MediaType } from '#runtime/media-types.ts';
import { actOf } from '../act.ts';
import type { contract } from './contract.ts';

export interface Deps {
  connections: Pick<ConnectionRepository, 'get'>;
  syncs: Pick<SyncRepository, 'get' | 'list'>;
  audit: AuditLog;
  clock: Clock;
}

type Query = z.output<(typeof contract)['query']>;
type Filter = Pick<Query, 'status' | 'trigger'>;

interface Request {
  caller: Caller;
  query: Query;
  accepts: MediaType;
}

const SYNCS_PER_READ = 100;

export function makeHandler(deps: Deps) {
  return async ({ caller, query, accepts }: Request) => {
    const { firmId } = caller.user;
    if (accepts === 'text/csv') return exported(deps, caller, query);
    // In this order: a run that ends in between is in the history before it leaves the connection.
    const running = query.cursor === undefined ? await runningSync(deps, firmId, query) : [];
    const history = isOver(query) ? await deps.syncs.list(firmId, query) : { syncs: [] };
    return { body: { syncs: [...running, ...history.syncs], cursor: history.cursor ?? null } };
  };
}

async function exported(deps: Deps, caller: Caller, filter: Filter) {
  const file = await exportSyncs(allSyncs(deps, caller.user.firmId, filter));
  const { rows, cut } = file;
  await deps.audit.append(actOf(caller, deps.clock, 'SYNCS_EXPORTED', { syncs: rows, cut }));
  const day = deps.clock.now().toISOString().slice(0, 10);
  return { text: file.csv, headers: csvHeaders(`syncs-${day}`, file) };
}

async function* allSyncs(deps: Deps, firmId: string, { status, trigger }: Filter): AsyncGenerator<Sync> {
  yield* await runningSync(deps, firmId, { status, trigger });
  if (!isOver({ status })) return;
  let cursor: string | undefined;
  do {
    const page = await deps.syncs.list(firmId, { status, trigger, limit: SYNCS_PER_READ, cursor });
    yield* page.syncs;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** None if the history has it already: between its record there and the end of the lease a sync is in both. */
async function runningSync(deps: Deps, firmId: string, { status, trigger }: Filter): Promise<Sync[]> {
  const run = (await deps.connections.get(firmId))?.run;
  if (run === undefined || (await deps.syncs.get(firmId, run.syncId)) !== undefined) return [];
  const sync = syncOfRun(run, deps.clock.now());
  const isWanted =
    (status === undefined || sync.status === status) && (trigger === undefined || sync.trigger === trigger);
  return isWanted ? [sync] : [];
}

/** What still goes on is never in the history. */
function isOver({ status }: Pick<Filter, 'status'>): boolean {
  return !RunPhaseSchema.safeParse(status).success;
}
