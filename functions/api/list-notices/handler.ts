import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { noticesOf } from '#domain/notice/derive-notices.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  connections: ConnectionRepository;
  syncs: SyncRepository;
  clock: Clock;
}

export function makeHandler({ connections, syncs, clock }: Deps) {
  return async ({ caller: { user } }: { caller: Caller }) => {
    const connection = await connections.get(user.firmId);
    const lastId = connection?.lastSync?.syncId;
    const lastSync = lastId === undefined ? undefined : await syncs.get(user.firmId, lastId);
    return { body: { notices: noticesOf({ connection, lastSync, role: user.role, now: clock.now() }) } };
  };
}
