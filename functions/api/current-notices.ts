import { hasOwnerLeft } from '#domain/connection/health.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { noticesOf } from '#domain/notice/derive-notices.ts';
import type { Notice } from '#domain/notice/notice.ts';
import type { DismissalRepository } from '#domain/notice/ports.ts';
import type { SyncRepository } from '#domain/sync/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';

export interface CurrentNoticesDeps {
  connections: Pick<ConnectionRepository, 'get'>;
  syncs: Pick<SyncRepository, 'get'>;
  users: Pick<UserRepository, 'get'>;
  dismissals: DismissalRepository;
  clock: Clock;
}

/** All notices of a user, those that were put away included. */
export async function currentNotices(
  deps: CurrentNoticesDeps,
  { user: { firmId, userId, role }, mfa }: Caller,
): Promise<{ notices: Notice[]; dismissed: ReadonlySet<string> }> {
  const [connection, dismissed] = await Promise.all([
    deps.connections.get(firmId),
    deps.dismissals.get(firmId, userId),
  ]);
  const lastId = connection?.lastSync?.syncId;
  const ownerId = role === 'admin' ? connection?.connectedBy.userId : undefined;
  const [lastSync, owner] = await Promise.all([
    lastId === undefined ? undefined : deps.syncs.get(firmId, lastId),
    ownerId === undefined ? undefined : deps.users.get(firmId, ownerId),
  ]);
  const ownerLeft = ownerId !== undefined && hasOwnerLeft(connection, owner);
  const notices = noticesOf({ connection, lastSync, role, mfa, ownerLeft, now: deps.clock.now() });
  return { notices, dismissed: new Set(dismissed) };
}
