import type { ConnectionRepository } from '#domain/connection/ports.ts';
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
  query: { limit: number; cursor?: string | undefined };
}

export function makeHandler(deps: Deps) {
  return async ({ caller, query: { limit, cursor } }: Request) => {
    const { firmId } = caller.user;
    // In this order: a run that ends in between is in the history before it leaves the connection.
    const connection = cursor === undefined ? await deps.connections.get(firmId) : undefined;
    const history = await deps.syncs.list(firmId, { limit, ...(cursor === undefined ? {} : { cursor }) });
    const run = connection?.run;
    // Between the history's record and the end of the lease a sync is in both.
    const running =
      run === undefined || history.syncs.some(({ syncId }) => syncId === run.syncId) ? [] : [run];
    return {
      body: {
        syncs: [...running.map((current) => syncOfRun(current, deps.clock.now())), ...history.syncs],
        cursor: history.cursor ?? null,
      },
    };
  };
}
