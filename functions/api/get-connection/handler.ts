import type * as z from 'zod';
import type { Connection } from '#domain/connection/connection.ts';
import { type Health, healthOf } from '#domain/connection/health.ts';
import type { ConnectionRepository, GrantAges } from '#domain/connection/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import { withMfa } from '#domain/user/with-mfa.ts';
import type { Caller } from '#runtime/http.ts';
import type { ResponseSchema } from './contract.ts';

export interface Deps {
  connections: ConnectionRepository;
  clock: Clock;
  users: Pick<UserRepository, 'get' | 'list'>;
  grants: GrantAges;
  directory: Pick<UserDirectory, 'hasMfa'>;
}

type Response = z.input<typeof ResponseSchema>;
type ConnectionView = Omit<Response, 'usersWithoutMfa' | 'health'>;

const NEVER: ConnectionView = {
  state: 'never',
  practice: null,
  connectedBy: null,
  connectedAt: null,
  disconnect: null,
  nextSyncAt: null,
  lastSync: null,
  currentSyncId: null,
  quota: null,
};

export function makeHandler(deps: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const { firmId, role } = caller.user;
    const [connection, usersWithoutMfa] = await Promise.all([
      deps.connections.get(firmId),
      role === 'admin' ? withoutMfa(deps, firmId) : null,
    ]);
    const view = connection === undefined ? NEVER : describe(connection, deps.clock.now());
    return { body: { ...view, health: await health(deps, connection), usersWithoutMfa } };
  };
}

async function health(
  { users, grants, clock }: Deps,
  connection: Connection | undefined,
): Promise<Health | null> {
  if (connection === undefined) return null;
  const { firmId, connectedBy } = connection;
  const [owner, renewedAt] = await Promise.all([
    users.get(firmId, connectedBy.userId),
    grants.renewedAt(firmId),
  ]);
  return healthOf({ connection, owner, renewedAt, now: clock.now() });
}

async function withoutMfa({ users, directory }: Deps, firmId: string): Promise<Response['usersWithoutMfa']> {
  const active = (await users.list(firmId)).filter((user) => user.active);
  const known = await withMfa(directory, active);
  // A list that may lack somebody would be worse than none.
  if (known.some(({ mfa }) => mfa === null)) return null;
  return known.filter(({ mfa }) => mfa === false).map(({ user }) => user);
}

function describe(connection: Connection, now: Date): ConnectionView {
  const { state, practice, connectedBy, connectedAt, disconnect, run } = connection;
  const isRunning = run !== undefined && Date.parse(run.leaseUntil) > now.getTime();
  return {
    state,
    practice: { name: practice.name, tenantId: practice.tenantId },
    connectedBy,
    connectedAt,
    disconnect:
      disconnect === undefined
        ? null
        : { cause: disconnect.cause, at: disconnect.at, by: disconnect.by ?? null },
    // While disconnected the same attribute says when the clean-up is due.
    nextSyncAt: state === 'connected' ? (connection.dueAt ?? null) : null,
    lastSync: connection.lastSync ?? null,
    currentSyncId: isRunning ? run.syncId : null,
    quota: connection.quota ?? null,
  };
}
