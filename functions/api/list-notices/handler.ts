import { hasOwnerLeft } from '#domain/connection/health.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { noticesOf } from '#domain/notice/derive-notices.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  connections: ConnectionRepository;
  syncs: SyncRepository;
  users: Pick<UserRepository, 'get'>;
  clock: Clock;
}

export function makeHandler({ connections, syncs, users, clock }: Deps) {
  return async ({ caller: { user } }: { caller: Caller }) => {
    const connection = await connections.get(user.firmId);
    const lastId = connection?.lastSync?.syncId;
    const lastSync = lastId === undefined ? undefined : await syncs.get(user.firmId, lastId);
    const owner = connection && (await users.get(user.firmId, connection.connectedBy.userId));
    const ownerLeft = hasOwnerLeft(connection, owner);
    const state = { connection, lastSync, role: user.role, ownerLeft, now: clock.now() };
    return { body: { notices: noticesOf(state) } };
  };
}
